// Setting and removing one key.
#include <algorithm>

#include "agent/config/edit_parts.h"

#include "agent/translations/translate.h"

namespace traypulse::config {
namespace {

/// Where a table's keys stand in the text.
struct Home {
    std::vector<const OutlineEntry*> entries;
    std::vector<const Statement*> lines;   ///< of the entries; empty in an inline table
    const Statement* header = nullptr;     ///< [table] or [[table]]
    const OutlineNode* inlined = nullptr;  ///< { … }
    bool dotted = false;                   ///< table.key = …
    [[nodiscard]] bool found() const { return header != nullptr || inlined != nullptr || dotted; }
};

void add_section(Home& out, const std::vector<Statement>& statements, std::size_t header) {
    out.header = &statements[header];
    for (auto i = header + 1; i < section_end(statements, header); ++i) {
        out.entries.push_back(&statements[i].entry);
        out.lines.push_back(&statements[i]);
    }
}

void add_inline(Home& out, const OutlineNode& table) {
    out.inlined = &table;
    for (const auto& entry : table.entries) out.entries.push_back(&entry);
}

Home find_home(const std::vector<Statement>& statements, const Place& place) {
    Home out;
    if (place.element) {
        const auto list = find_list(statements, place.table);
        if (*place.element >= list.size()) return out;
        if (list.array != nullptr)
            add_inline(out, list.array->elements[*place.element]);
        else
            add_section(out, statements, list.headers[*place.element]);
        return out;
    }
    bool at_top = true;  // before the first header
    for (std::size_t i = 0; i < statements.size(); ++i) {
        const auto& s = statements[i];
        at_top = at_top && s.kind == Statement::Kind::entry;
        if (s.path.front() != place.table) continue;
        if (s.kind == Statement::Kind::table && s.path.size() == 1) {
            add_section(out, statements, i);
            return out;
        }
        if (!at_top) continue;
        if (s.path.size() == 1 && s.entry.value.kind == OutlineNode::Kind::table) {
            add_inline(out, s.entry.value);
            return out;
        }
        if (s.path.size() == 2) {
            out.dotted = true;
            out.entries.push_back(&s.entry);
            out.lines.push_back(&s);
        }
    }
    return out;
}

const OutlineEntry* find_key(const Home& home, std::string_view key) {
    for (const auto* entry : home.entries)
        if (entry->path.back() == key) return entry;
    return nullptr;
}

/// A text that was written between single quotes stays so where it can: patterns read better.
std::string literal_like(std::string_view old, const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    const bool plain = text != nullptr && std::none_of(text->begin(), text->end(), [](char c) {
                           return c == '\'' || (c >= 0 && c < ' ') || c == 0x7f;
                       });
    if (plain && old.starts_with('\'') && !old.starts_with("'''")) return "'" + *text + "'";
    return literal(value);
}

/// The blanks between a value and the comment behind it, so that the comment keeps its column.
std::optional<Replacement> kept_column(std::string_view text, const Span& value,
                                       std::size_t new_length) {
    constexpr std::size_t kLeastGap = 2;  // one blank is no column
    auto hash = value.end;
    while (hash < text.size() && text[hash] == ' ') ++hash;
    const auto gap = hash - value.end;
    const auto old_length = value.end - value.begin;
    if (gap < kLeastGap || hash == text.size() || text[hash] != '#') return std::nullopt;
    if (old_length + gap < new_length + kLeastGap) return std::nullopt;
    return Replacement{{value.end, hash}, std::string(old_length + gap - new_length, ' ')};
}

/// The entry behind which a new key goes, counted from 1; 0: there is none.
std::size_t place_for(const Home& home, const edit::Set& what) {
    const auto rank = key_rank(what.place.table, what.key);
    std::size_t after = 0;
    for (std::size_t i = 0; i < home.entries.size(); ++i)
        if (key_rank(what.place.table, home.entries[i]->path.back()) <= rank) after = i + 1;
    return after == 0 && !home.entries.empty() ? 1 : after;
}

Replacements new_line(std::string_view text, const Home& home, const edit::Set& what) {
    const auto after = place_for(home, what);
    const auto* anchor = home.lines.empty() ? home.header : home.lines[after - 1];
    if (anchor == nullptr) return {};
    const auto begin = anchor->lines.begin;
    auto line = std::string(text.substr(begin, text.find_first_not_of(" \t", begin) - begin));
    // `defaults.interval` in front of the '=', with whatever quotes the table's name has.
    if (home.dotted) {
        const auto key =
            text.substr(home.entries.front()->key.begin,
                        home.entries.front()->key.end - home.entries.front()->key.begin);
        line += std::string(key.substr(0, key.rfind('.'))) + ".";
    }
    line += what.key + " = " + literal(what.value);
    const auto newline = std::string(newline_of(text));
    const auto end = anchor->lines.end;
    const bool ended = end > 0 && text[end - 1] == '\n';
    return {{{end, end}, ended ? line + newline : newline + line + newline}};
}

Replacements new_entry(const Home& home, const edit::Set& what) {
    const auto text = what.key + " = " + literal(what.value);
    if (home.entries.empty()) return {{home.inlined->span, "{ " + text + " }"}};
    const auto at = home.entries[place_for(home, what) - 1]->value.span.end;
    return {{{at, at}, ", " + text}};
}

Replacements new_section(std::string_view text, const edit::Set& what) {
    const auto newline = std::string(newline_of(text));
    std::string out;
    if (!text.empty() && text.back() != '\n') out += newline;
    const auto last = text.empty() ? text : text.substr(line_begin(text, text.size() - 1));
    if (text.size() > text_begin(text) && !is_blank_line(last)) out += newline;
    out +=
        "[" + what.place.table + "]" + newline + what.key + " = " + literal(what.value) + newline;
    return {{{text.size(), text.size()}, std::move(out)}};
}

}  // namespace

Result<Replacements> make(std::string_view text, const edit::Set& what) {
    const auto statements = outline(text);
    const auto home = find_home(statements, what.place);
    if (!home.found() && what.place.element)
        return Error{
            ErrorCode::not_found,
            tr("there is no [[{0}]] number {1}", what.place.table, *what.place.element + 1),
            {}};
    if (!home.found()) return new_section(text, what);
    const auto* entry = find_key(home, what.key);
    if (entry == nullptr)
        return home.inlined != nullptr ? new_entry(home, what) : new_line(text, home, what);
    const auto& span = entry->value.span;
    auto value = literal_like(text.substr(span.begin, span.end - span.begin), what.value);
    Replacements out;
    const auto column = kept_column(text, span, value.size());
    out.push_back({span, std::move(value)});
    if (column) out.push_back(*column);
    return out;
}

Result<Replacements> make(std::string_view text, const edit::Remove& what) {
    const auto statements = outline(text);
    const auto home = find_home(statements, what.place);
    for (std::size_t i = 0; i < home.entries.size(); ++i) {
        if (home.entries[i]->path.back() != what.key) continue;
        if (home.inlined == nullptr) return Replacements{{home.lines[i]->lines, ""}};
        if (i + 1 < home.entries.size())
            return Replacements{{{home.entries[i]->key.begin, home.entries[i + 1]->key.begin}, ""}};
        const auto begin =
            i == 0 ? home.entries[i]->key.begin : home.entries[i - 1]->value.span.end;
        return Replacements{{{begin, home.entries[i]->value.span.end}, ""}};
    }
    return Replacements{};
}

}  // namespace traypulse::config
