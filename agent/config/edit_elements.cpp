// Adding, removing and moving a [[section]] with its comments.
#include <algorithm>
#include <numeric>

#include "agent/config/edit_parts.h"

#include "agent/translations/translate.h"

namespace traypulse::config {
namespace {

Error no_such(const std::string& list, std::size_t element) {
    return {ErrorCode::not_found, tr("there is no [[{0}]] number {1}", list, element + 1), {}};
}

std::string_view line_at(std::string_view text, std::size_t begin) {
    return text.substr(begin, line_end(text, begin) - begin);
}

/// Where the comments begin that stand right above a header.
std::size_t lead_begin(std::string_view text, const std::vector<Statement>& statements,
                       std::size_t header) {
    const auto own = statements[header].lines.begin;
    const auto limit = header == 0 ? text_begin(text) : statements[header - 1].lines.end;
    auto at = own;
    while (at > limit) {
        const auto above = line_begin(text, at - 1);
        if (above < limit || !is_comment_line(line_at(text, above))) break;
        at = above;
    }
    // What begins the file speaks about the file.
    return at == text_begin(text) ? own : at;
}

std::string new_sections(const edit::AddElements& what, std::string_view newline) {
    std::string out;
    for (const auto& keys : what.elements) {
        if (!out.empty()) out += newline;
        out += "[[" + what.list + "]]" + std::string(newline);
        for (const auto& [key, value] : ranked(what.list, keys))
            out += key + " = " + literal(value) + std::string(newline);
    }
    return out;
}

/// Behind the byte `at`, with a blank line in front.
Replacements section_behind(std::string_view text, std::size_t at, const edit::AddElements& what) {
    const auto newline = std::string(newline_of(text));
    const auto end = line_end(text, at);
    std::string out;
    if (end > text_begin(text)) {
        if (text[end - 1] != '\n') out += newline;
        if (!is_blank_line(line_at(text, line_begin(text, end - 1)))) out += newline;
    }
    out += new_sections(what, newline);
    // Comments that stand right behind belong to what follows them.
    if (end < text.size() && !is_blank_line(line_at(text, end))) out += newline;
    return {{{end, end}, std::move(out)}};
}

Replacements first_section(std::string_view text, const std::vector<Statement>& statements,
                           const edit::AddElements& what) {
    for (std::size_t i = 0; i < statements.size(); ++i)
        if (statements[i].kind == Statement::Kind::table &&
            statements[i].path.front() == "defaults")
            return section_behind(text, section_chunk(text, statements, i).end, what);
    return section_behind(text, text.size(), what);
}

}  // namespace

Error line_error(std::string_view text, std::size_t at, const std::string& reason) {
    return {ErrorCode::invalid_argument, tr("line {0}: {1}", line_number(text, at), reason),
            tr("change it in the file yourself")};
}

ListHome find_list(const std::vector<Statement>& statements, std::string_view list) {
    ListHome out;
    for (std::size_t i = 0; i < statements.size(); ++i) {
        const auto& s = statements[i];
        if (s.path.size() != 1 || s.path.front() != list) continue;
        if (s.kind == Statement::Kind::element) out.headers.push_back(i);
        const bool at_top =
            std::all_of(statements.begin(), statements.begin() + static_cast<std::ptrdiff_t>(i),
                        [](const auto& before) { return before.kind == Statement::Kind::entry; });
        if (s.kind == Statement::Kind::entry && at_top &&
            s.entry.value.kind == OutlineNode::Kind::list)
            out.array = &s.entry.value;
    }
    return out;
}

std::size_t section_end(const std::vector<Statement>& statements, std::size_t header) {
    auto end = header + 1;
    while (end < statements.size() && statements[end].kind == Statement::Kind::entry) ++end;
    return end;
}

Span section_chunk(std::string_view text, const std::vector<Statement>& statements,
                   std::size_t header) {
    const auto behind = section_end(statements, header);
    const auto limit =
        behind < statements.size() ? lead_begin(text, statements, behind) : text.size();
    auto end = statements[behind - 1].lines.end;
    while (end < limit && is_comment_line(line_at(text, end))) end = line_end(text, end);
    if (end > 0 && text[end - 1] == '\n') --end;
    if (end > 0 && text[end - 1] == '\r') --end;
    return {lead_begin(text, statements, header), end};
}

std::vector<std::pair<std::string, Value>> ranked(std::string_view list, const Keys& keys) {
    std::vector<std::pair<std::string, Value>> out(keys.begin(), keys.end());
    std::stable_sort(out.begin(), out.end(), [&](const auto& a, const auto& b) {
        return key_rank(list, a.first) < key_rank(list, b.first);
    });
    return out;
}

std::vector<std::size_t> moved_order(std::size_t count, std::size_t from, std::size_t to) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), 0);
    order.erase(order.begin() + static_cast<std::ptrdiff_t>(from));
    order.insert(order.begin() + static_cast<std::ptrdiff_t>(to), from);
    return order;
}

Result<Replacements> make(std::string_view text, const edit::AddElements& what) {
    const auto statements = outline(text);
    const auto home = find_list(statements, what.list);
    if (what.before > home.size()) return no_such(what.list, what.before);
    if (home.array != nullptr) return add_to_array(text, *home.array, what);
    if (home.headers.empty()) return first_section(text, statements, what);
    if (what.before == home.size()) {
        const auto chunk = section_chunk(text, statements, home.headers.back());
        return section_behind(text, chunk.end, what);
    }
    const auto newline = std::string(newline_of(text));
    const auto at = section_chunk(text, statements, home.headers[what.before]).begin;
    return Replacements{{{at, at}, new_sections(what, newline) + newline}};
}

Result<Replacements> make(std::string_view text, const edit::RemoveElement& what) {
    const auto statements = outline(text);
    const auto home = find_list(statements, what.list);
    if (what.element >= home.size()) return no_such(what.list, what.element);
    if (home.array != nullptr) return remove_from_array(text, *home.array, what.element);
    auto chunk = section_chunk(text, statements, home.headers[what.element]);
    chunk.end = line_end(text, chunk.end);
    // The blank lines behind it go too, so that one gap is left; at the end those in front.
    while (chunk.end < text.size() && is_blank_line(line_at(text, chunk.end)))
        chunk.end = line_end(text, chunk.end);
    while (chunk.end == text.size() && chunk.begin > text_begin(text)) {
        const auto above = line_begin(text, chunk.begin - 1);
        if (!is_blank_line(line_at(text, above))) break;
        chunk.begin = above;
    }
    return Replacements{{chunk, ""}};
}

Result<Replacements> make(std::string_view text, const edit::MoveElement& what) {
    const auto statements = outline(text);
    const auto home = find_list(statements, what.list);
    if (what.from >= home.size()) return no_such(what.list, what.from);
    if (what.to >= home.size()) return no_such(what.list, what.to);
    if (home.array != nullptr) return move_in_array(text, *home.array, what);
    std::vector<Span> chunks;
    chunks.reserve(home.size());
    for (const auto header : home.headers)
        chunks.push_back(section_chunk(text, statements, header));
    Replacements out;
    const auto order = moved_order(home.size(), what.from, what.to);
    for (std::size_t i = 0; i < order.size(); ++i)
        if (order[i] != i) {
            const auto& from = chunks[order[i]];
            out.push_back({chunks[i], std::string(text.substr(from.begin, from.end - from.begin))});
        }
    return out;
}

}  // namespace traypulse::config
