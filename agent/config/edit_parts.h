// How one edit is made on the text. Internal to edit*.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/config/edit.h"
#include "agent/config/outline.h"

namespace traypulse::config {

/// What stands at `span` becomes `text`.
struct Replacement {
    Span span;
    std::string text;
};
using Replacements = std::vector<Replacement>;

/// A list of tables as the text has it: `[[target]]` sections, or `target = [ {…} ]`.
struct ListHome {
    std::vector<std::size_t> headers;    ///< which statements are its [[headers]]
    const OutlineNode* array = nullptr;  ///< else, where it is written as one value
    [[nodiscard]] std::size_t size() const {
        return array != nullptr ? array->elements.size() : headers.size();
    }
};
ListHome find_list(const std::vector<Statement>& statements, std::string_view list);

/// The statement behind the last one of the section whose header is statement `header`.
std::size_t section_end(const std::vector<Statement>& statements, std::size_t header);

/// A section with what belongs to it, without its last line's end: the comments right above it (but
/// for those that begin the file), its own lines, and the comments right under them.
Span section_chunk(std::string_view text, const std::vector<Statement>& statements,
                   std::size_t header);

Error line_error(std::string_view text, std::size_t at, const std::string& reason);

// What each edit changes; empty: nothing.
Result<Replacements> make(std::string_view text, const edit::Set& what);
Result<Replacements> make(std::string_view text, const edit::Remove& what);
Result<Replacements> make(std::string_view text, const edit::AddElements& what);
Result<Replacements> make(std::string_view text, const edit::RemoveElement& what);
Result<Replacements> make(std::string_view text, const edit::MoveElement& what);

/// The same for elements of `target = [ {…} ]`.
Result<Replacements> add_to_array(std::string_view text, const OutlineNode& array,
                                  const edit::AddElements& what);
Result<Replacements> remove_from_array(std::string_view text, const OutlineNode& array,
                                       std::size_t element);
Result<Replacements> move_in_array(std::string_view text, const OutlineNode& array,
                                   const edit::MoveElement& what);

/// Keys in the order of key_rank().
std::vector<std::pair<std::string, Value>> ranked(std::string_view list, const Keys& keys);

/// The element that stands at each place after one has moved.
std::vector<std::size_t> moved_order(std::size_t count, std::size_t from, std::size_t to);

}  // namespace traypulse::config
