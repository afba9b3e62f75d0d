// The same for lists that are written as one value: target = [ {…}, {…} ].
#include <algorithm>

#include "agent/config/edit_parts.h"
#include "agent/translations/translate.h"

namespace traypulse::config {
namespace {

/// An element on lines of its own.
struct Row {
    Span lead;     ///< the comment lines right above, and the blanks in front of the element
    Span body;     ///< the element
    Span comma;    ///< empty where there is none
    Span comment;  ///< what stands behind it on its line, without the line's end
};

std::size_t without_line_end(std::string_view text, std::size_t end) {
    while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r')) --end;
    return end;
}

/// The comma that follows an element, behind blanks, line ends and comments.
Span comma_behind(std::string_view text, std::size_t at, std::size_t limit) {
    while (at < limit) {
        if (text[at] == ',') return {at, at + 1};
        at = text[at] == '#' ? line_end(text, at) : at + 1;
    }
    return {limit, limit};
}

bool is_only_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// Every element as a row; empty where they are not all on lines of their own.
std::vector<Row> rows_of(std::string_view text, const OutlineNode& array) {
    std::vector<Row> out;
    auto limit = line_end(text, array.span.begin);  // lines above this one belong to others
    const auto inside_end = array.span.end - 1;     // the ']'
    for (std::size_t i = 0; i < array.elements.size(); ++i) {
        const auto& body = array.elements[i].span;
        const auto begin = line_begin(text, body.begin);
        if (begin < limit || !is_only_blank(text.substr(begin, body.begin - begin))) return {};
        Row row;
        row.body = body;
        row.lead = {begin, body.begin};
        while (row.lead.begin > limit) {
            const auto above = line_begin(text, row.lead.begin - 1);
            if (above < limit || !is_comment_line(text.substr(above))) break;
            row.lead.begin = above;
        }
        const auto next =
            i + 1 < array.elements.size() ? array.elements[i + 1].span.begin : inside_end;
        const auto end = line_end(text, body.end);
        if (end > next) return {};
        row.comma = comma_behind(text, body.end, next);
        if (row.comma.begin == next) row.comma = {body.end, body.end};
        if (row.comma.end > end) return {};  // the comma is on another line
        if (!is_only_blank(text.substr(body.end, row.comma.begin - body.end))) return {};
        row.comment = {row.comma.end, without_line_end(text, end)};
        limit = end;
        out.push_back(row);
    }
    return out;
}

/// Error where a comment stands between the elements: it could not be told whose it is.
Status no_comments(std::string_view text, const OutlineNode& array) {
    auto at = array.span.begin + 1;
    const auto check = [&](std::size_t end) -> Status {
        const auto hash = text.substr(at, end - at).find('#');
        if (hash == std::string_view::npos) return ok();
        return line_error(
            text, at + hash,
            tr("comments stand between the items of this list, which are not each on a "
               "line of their own"));
    };
    for (const auto& element : array.elements) {
        if (auto fine = check(element.span.begin); !fine) return fine;
        at = element.span.end;
    }
    return check(array.span.end);
}

std::string inline_table(std::string_view list, const Keys& keys) {
    std::string out;
    for (const auto& [key, value] : ranked(list, keys))
        out += (out.empty() ? "" : ", ") + key + " = " + literal(value);
    return out.empty() ? "{}" : "{ " + out + " }";
}

/// Items with `between` between them.
std::string joined(const edit::AddElements& what, const std::string& between) {
    std::string out;
    for (const auto& keys : what.elements)
        out += (out.empty() ? "" : between) + inline_table(what.list, keys);
    return out;
}

std::string copy(std::string_view text, const Span& span) {
    return std::string(text.substr(span.begin, span.end - span.begin));
}

}  // namespace

Result<Replacements> add_to_array(std::string_view text, const OutlineNode& array,
                                  const edit::AddElements& what) {
    if (what.elements.empty()) return Replacements{};
    const auto close = array.span.end - 1;
    if (array.elements.empty()) return Replacements{{{close, close}, joined(what, ", ")}};
    const bool at_end = what.before == array.elements.size();
    const auto& near = array.elements[at_end ? what.before - 1 : what.before].span;
    const auto rows = rows_of(text, array);
    const auto newline = std::string(newline_of(text));
    const auto indent = rows.empty() ? "" : copy(text, {line_begin(text, near.begin), near.begin});
    const auto items = joined(what, rows.empty() ? ", " : "," + newline + indent);
    if (!at_end) {
        if (rows.empty()) return Replacements{{{near.begin, near.begin}, items + ", "}};
        const auto at = rows[what.before].lead.begin;
        return Replacements{{{at, at}, indent + items + "," + newline}};
    }
    const auto comma = comma_behind(text, near.end, close);
    const bool has_comma = comma.begin < close;
    if (rows.empty()) {
        const auto at = has_comma ? comma.end : near.end;
        return Replacements{{{at, at}, (has_comma ? " " : ", ") + items}};
    }
    const auto behind = line_end(text, near.end);
    Replacements out;
    if (!has_comma) out.push_back({{near.end, near.end}, ","});
    out.push_back({{behind, behind}, indent + items + (has_comma ? "," : "") + newline});
    return out;
}

Result<Replacements> remove_from_array(std::string_view text, const OutlineNode& array,
                                       std::size_t element) {
    const auto rows = rows_of(text, array);
    if (!rows.empty()) {
        const auto& row = rows[element];
        return Replacements{{{row.lead.begin, line_end(text, row.comment.end)}, ""}};
    }
    if (auto fine = no_comments(text, array); !fine) return fine.error();
    const auto& items = array.elements;
    const auto& span = items[element].span;
    if (element + 1 < items.size())
        return Replacements{{{span.begin, items[element + 1].span.begin}, ""}};
    return Replacements{{{element == 0 ? span.begin : items[element - 1].span.end,
                          element == 0 ? array.span.end - 1 : span.end},
                         ""}};
}

Result<Replacements> move_in_array(std::string_view text, const OutlineNode& array,
                                   const edit::MoveElement& what) {
    const auto rows = rows_of(text, array);
    if (rows.empty())
        if (auto fine = no_comments(text, array); !fine) return fine.error();
    Replacements out;
    const auto order = moved_order(array.elements.size(), what.from, what.to);
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (order[i] == i) continue;
        if (rows.empty()) {
            out.push_back({array.elements[i].span, copy(text, array.elements[order[i]].span)});
            continue;
        }
        // The commas stay where they are, so that the last item has one only where it had one.
        const auto& from = rows[order[i]];
        out.push_back({rows[i].lead, copy(text, from.lead)});
        out.push_back({rows[i].body, copy(text, from.body)});
        out.push_back({rows[i].comment, copy(text, from.comment)});
    }
    return out;
}

}  // namespace traypulse::config
