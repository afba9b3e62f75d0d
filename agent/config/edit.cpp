#include "agent/config/edit.h"

#include <algorithm>

#include "agent/config/edit_parts.h"
#include "agent/config/file.h"
#include "agent/config/nearest.h"
#include "agent/config/parse.h"
#include "agent/translations/translate.h"

namespace traypulse::config {
namespace {

constexpr const char* kAnyName = "config.toml";

Error cannot(std::string what, std::string remedy) {
    return {ErrorCode::invalid_argument, std::move(what), std::move(remedy)};
}

/// The configuration that a change starts from has to be right: what is wrong can't be kept.
Result<Written> read_right(std::string_view text) {
    const auto parsed = parse(text, kAnyName);
    if (!parsed.ok())
        return cannot(tr("the configuration has an error, so it is left alone ({0})",
                         parsed.problems.front().text()),
                      tr("mend it and try again"));
    return read_written(text);
}

std::string replaced(std::string_view text, Replacements changes) {
    std::stable_sort(changes.begin(), changes.end(),
                     [](const auto& a, const auto& b) { return a.span.begin < b.span.begin; });
    std::string out;
    std::size_t at = 0;
    for (const auto& change : changes) {
        out += text.substr(at, change.span.begin - at);
        out += change.text;
        at = change.span.end;
    }
    return out += text.substr(at);
}

Keys* find_keys(Written& written, const Place& place, bool make_it) {
    if (!place.element) {
        if (make_it) return &written.tables[place.table];
        const auto it = written.tables.find(place.table);
        return it == written.tables.end() ? nullptr : &it->second;
    }
    const auto it = written.lists.find(place.table);
    if (it == written.lists.end() || *place.element >= it->second.size()) return nullptr;
    return &it->second[*place.element];
}

struct Applier {
    Written& written;
    void operator()(const edit::Set& e) const {
        if (auto* keys = find_keys(written, e.place, true)) (*keys)[e.key] = e.value;
    }
    void operator()(const edit::Remove& e) const {
        auto* keys = find_keys(written, e.place, false);
        if (keys == nullptr) return;
        keys->erase(e.key);
        if (keys->empty() && !e.place.element) written.tables.erase(e.place.table);
    }
    void operator()(const edit::AddElements& e) const {
        if (e.elements.empty()) return;
        auto& list = written.lists[e.list];
        const auto before = static_cast<std::ptrdiff_t>(std::min(e.before, list.size()));
        list.insert(list.begin() + before, e.elements.begin(), e.elements.end());
    }
    void operator()(const edit::RemoveElement& e) const {
        auto& list = written.lists[e.list];
        if (e.element < list.size())
            list.erase(list.begin() + static_cast<std::ptrdiff_t>(e.element));
        if (list.empty()) written.lists.erase(e.list);
    }
    void operator()(const edit::MoveElement& e) const {
        auto& list = written.lists[e.list];
        if (e.from >= list.size() || e.to >= list.size()) return;
        std::vector<Keys> out;
        for (const auto i : moved_order(list.size(), e.from, e.to))
            out.push_back(std::move(list[i]));
        list = std::move(out);
    }
};

/// One edit on the text, `meant` being what the text says after it.
Result<std::string> edited_once(std::string_view text, const Edit& edit, const Written& meant) {
    auto changes = std::visit([&](const auto& what) { return make(text, what); }, edit);
    if (!changes) return changes.error();
    const auto first = changes.value().empty() ? 0 : changes.value().front().span.begin;
    auto out = replaced(text, std::move(changes).value());
    const auto says = read_written(out);
    if (!says || says.value() != meant)
        return line_error(text, first, tr("this is written in a way that can't be changed safely"));
    return out;
}

}  // namespace

void apply(Written& written, const Edit& edit) { std::visit(Applier{written}, edit); }

Result<std::string> edited(std::string_view text, std::span<const Edit> edits) {
    auto read = read_right(text);
    if (!read) return read.error();
    auto meant = std::move(read).value();
    std::string out(text);
    for (const auto& edit : edits) {
        apply(meant, edit);
        auto next = edited_once(out, edit, meant);
        if (!next) return next.error();
        out = std::move(next).value();
    }
    return out;
}

Result<std::string> with_enabled(std::string_view text, std::string_view target, bool enabled) {
    const auto before = parse(text, kAnyName);
    const auto& specs = before.settings.targets;
    if (before.ok()) {
        const auto it = std::find_if(specs.begin(), specs.end(),
                                     [&](const auto& spec) { return spec.name == target; });
        if (it != specs.end() && it->enabled == enabled) return std::string(text);
        if (it != specs.end()) {
            const auto number = static_cast<std::size_t>(it - specs.begin());
            const Edit edit = edit::Set{{"target", number}, "enabled", enabled};
            return edited(text, {&edit, 1});
        }
    } else {
        return edited(text, {});  // says why not
    }
    std::vector<std::string> names;
    names.reserve(specs.size());
    for (const auto& spec : specs) names.push_back(spec.name);
    return Error{ErrorCode::not_found,
                 tr("the configuration has no target \"{0}\"{1}", std::string(target),
                    did_you_mean(target, names)),
                 {}};
}

Status set_enabled(const std::string& path, std::string_view target, bool enabled) {
    const auto text = read_file(path);
    if (!text) return text.error();
    auto changed = with_enabled(text.value(), target, enabled);
    if (!changed) return changed.error();
    if (changed.value() == text.value()) return ok();
    return write_file(path, changed.value());
}

}  // namespace traypulse::config
