#include "agent/config/outline.h"

#include <toml++/toml.h>

#include <algorithm>

namespace traypulse::config {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Walks a text that is known to be TOML.
class Walker {
 public:
    explicit Walker(std::string_view text) : text_(text), at_(text_begin(text)) {}

    std::vector<Statement> statements() {
        std::vector<Statement> out;
        for (skip(true); at_ < text_.size(); skip(true)) {
            Statement one;
            const auto begin = at_;
            if (next() == '[') {
                const bool element = text_.substr(at_).starts_with("[[");
                one.kind = element ? Statement::Kind::element : Statement::Kind::table;
                at_ += element ? 2 : 1;
                one.path = path();
                at_ += element ? 2 : 1;
            } else {
                one.entry = entry();
                one.path = one.entry.path;
            }
            one.lines = {line_begin(text_, begin), line_end(text_, at_)};
            at_ = one.lines.end;
            out.push_back(std::move(one));
        }
        return out;
    }

 private:
    [[nodiscard]] char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    /// Blanks; with `lines`, also line ends and comments.
    void skip(bool lines) {
        while (at_ < text_.size()) {
            const bool line_end = next() == '\n' || next() == '\r';
            if (is_blank(next()) || (lines && line_end)) {
                ++at_;
            } else if (lines && next() == '#') {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else {
                return;
            }
        }
    }

    void skip_quoted() {
        const char quote = next();
        const std::string three(3, quote);
        const bool many = text_.substr(at_).starts_with(three);
        at_ += many ? 3 : 1;
        while (at_ < text_.size()) {
            if (quote == '"' && next() == '\\') {
                at_ += 2;
            } else if (many && text_.substr(at_).starts_with(three)) {
                at_ += 3;
                // One or two quotes may stand before the three that end it.
                while (next() == quote) ++at_;
                return;
            } else if (!many && next() == quote) {
                ++at_;
                return;
            } else {
                ++at_;
            }
        }
    }

    std::string key_part() {
        const auto begin = at_;
        if (next() != '"' && next() != '\'') {
            while (at_ < text_.size() && !is_blank(next()) &&
                   std::string_view(".=]\r\n").find(next()) == std::string_view::npos)
                ++at_;
            return std::string(text_.substr(begin, at_ - begin));
        }
        skip_quoted();
        const auto quoted = text_.substr(begin, at_ - begin);
        if (quoted.find('\\') == std::string_view::npos)
            return std::string(quoted.substr(1, quoted.size() - 2));
        const toml::table one = toml::parse(std::string(quoted) + " = 0");  // it knows the escapes
        return std::string(one.begin()->first.str());
    }

    /// Leaves at_ behind the last part and its blanks.
    std::vector<std::string> path() {
        std::vector<std::string> out;
        while (true) {
            skip(false);
            out.push_back(key_part());
            path_end_ = at_;
            skip(false);
            if (next() != '.') return out;
            ++at_;
        }
    }

    OutlineEntry entry() {
        OutlineEntry out;
        out.key.begin = at_;
        out.path = path();
        out.key.end = path_end_;
        ++at_;  // '='
        skip(false);
        out.value = value();
        return out;
    }

    OutlineNode value() {
        OutlineNode out;
        out.span.begin = at_;
        if (next() == '[') {
            out.kind = OutlineNode::Kind::list;
            ++at_;
            for (skip(true); at_ < text_.size() && next() != ']'; skip_comma(true))
                out.elements.push_back(value());
            ++at_;
        } else if (next() == '{') {
            out.kind = OutlineNode::Kind::table;
            ++at_;
            for (skip(false); at_ < text_.size() && next() != '}'; skip_comma(false))
                out.entries.push_back(entry());
            ++at_;
        } else if (next() == '"' || next() == '\'') {
            skip_quoted();
        } else {
            const auto end = std::min(text_.find_first_of(",]}#\r\n", at_), text_.size());
            at_ = end;
            while (at_ > out.span.begin && is_blank(text_[at_ - 1])) --at_;
        }
        out.span.end = at_;
        return out;
    }

    void skip_comma(bool lines) {
        skip(lines);
        if (next() == ',') ++at_;
        skip(lines);
    }

    std::string_view text_;
    std::size_t at_;
    std::size_t path_end_ = 0;
};

}  // namespace

std::vector<Statement> outline(std::string_view text) { return Walker(text).statements(); }

std::size_t text_begin(std::string_view text) {
    return text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
}

std::size_t line_begin(std::string_view text, std::size_t at) {
    const auto before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    return before == std::string_view::npos ? text_begin(text) : before + 1;
}

std::size_t line_end(std::string_view text, std::size_t at) {
    const auto end = text.find('\n', at);
    return end == std::string_view::npos ? text.size() : end + 1;
}

std::size_t line_number(std::string_view text, std::size_t at) {
    const auto before = text.substr(0, at);
    return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

std::string_view newline_of(std::string_view text) {
    const auto first = text.find('\n');
    return first != std::string_view::npos && first > 0 && text[first - 1] == '\r' ? "\r\n" : "\n";
}

bool is_blank_line(std::string_view line) {
    return line.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool is_comment_line(std::string_view line) {
    const auto first = line.find_first_not_of(" \t");
    return first != std::string_view::npos && line[first] == '#';
}

}  // namespace traypulse::config
