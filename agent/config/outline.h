// Where each statement of a TOML text stands, to the byte, so that an edit can touch one and leave
// the rest. Knows places, not meanings: what a text says is toml++'s word. Internal to
// agent/config.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace traypulse::config {

/// Bytes of the text, [begin, end).
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
};

struct OutlineEntry;

/// A value: a list with its elements, an inline table with its entries, or anything else.
struct OutlineNode {
    enum class Kind : std::uint8_t { plain, list, table };
    Kind kind = Kind::plain;
    Span span;
    std::vector<OutlineNode> elements;
    std::vector<OutlineEntry> entries;
};

/// `key = value`
struct OutlineEntry {
    std::vector<std::string> path;  ///< the key's parts, unquoted
    Span key;
    OutlineNode value;
};

struct Statement {
    enum class Kind : std::uint8_t { entry, table, element };  ///< `a = 1`, `[a]`, `[[a]]`
    Kind kind = Kind::entry;
    Span lines;                     ///< whole lines, with the last one's end
    std::vector<std::string> path;  ///< of a header; of an entry: its key's
    OutlineEntry entry;             ///< of Kind::entry
};

/// In the order of the text. Call only with what toml++ has read without an error.
std::vector<Statement> outline(std::string_view text);

/// The bytes before the first line's first: those of a byte order mark.
std::size_t text_begin(std::string_view text);
/// The begin of the line that holds the byte `at`.
std::size_t line_begin(std::string_view text, std::size_t at);
/// Behind the end of the line that holds the byte `at`, or the end of the text.
std::size_t line_end(std::string_view text, std::size_t at);
/// From 1.
std::size_t line_number(std::string_view text, std::size_t at);
/// How this text ends its lines: "\n" or "\r\n".
std::string_view newline_of(std::string_view text);
/// The line has nothing but blanks; nothing but a comment.
bool is_blank_line(std::string_view line);
bool is_comment_line(std::string_view line);

}  // namespace traypulse::config
