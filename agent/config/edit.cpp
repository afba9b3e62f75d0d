#include "agent/config/edit.h"

#include <toml++/toml.h>
#include <algorithm>
#include <optional>

#include "agent/config/file.h"
#include "agent/config/nearest.h"
#include "agent/config/targets.h"

namespace traypulse::config {
namespace {

Error cannot(std::string what, std::string remedy) {
    return {ErrorCode::invalid_argument, std::move(what), std::move(remedy)};
}

/// The byte at a place that toml++ counts in lines and characters; nullopt beyond the text.
std::optional<std::size_t> offset_of(std::string_view text, toml::source_position place) {
    std::size_t at = 0;
    for (toml::source_index line = 1; line < place.line; ++line) {
        const auto end = text.find('\n', at);
        if (end == std::string_view::npos) return std::nullopt;
        at = end + 1;
    }
    if (place.line == 1 && text.starts_with("\xEF\xBB\xBF")) at += 3;  // a byte order mark
    for (toml::source_index column = 1; column < place.column; ++column) {
        if (at >= text.size()) return std::nullopt;
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    }
    return at;
}

std::string literal(bool value) { return value ? "true" : "false"; }

std::string_view line_end(std::string_view text) {
    const auto first = text.find('\n');
    return first != std::string_view::npos && first > 0 && text[first - 1] == '\r' ? "\r\n" : "\n";
}

/// A new line behind the one in which `value` ends, indented like the key of `value`.
std::optional<std::string> with_line(std::string_view text, const toml::source_region& key,
                                     const toml::source_region& value, bool enabled) {
    const auto first = offset_of(text, {key.begin.line, 1});
    const auto last = offset_of(text, value.end);
    if (!first || !last) return std::nullopt;
    const auto indent = text.substr(*first, text.find_first_not_of(" \t", *first) - *first);
    const auto end = text.find('\n', *last);
    const std::string line = std::string(indent) + "enabled = " + literal(enabled);
    const auto newline = std::string(line_end(text));
    std::string out(text);
    if (end == std::string_view::npos)
        out += newline + line + newline;
    else
        out.insert(end + 1, line + newline);
    return out;
}

std::optional<std::string> edited(std::string_view text, const toml::table& target, bool enabled) {
    if (const auto* value = target.get("enabled"); value != nullptr) {
        const auto begin = offset_of(text, value->source().begin);
        const auto old = literal(!enabled);
        if (!begin || text.substr(*begin, old.size()) != old) return std::nullopt;
        std::string out(text);
        return out.replace(*begin, old.size(), literal(enabled));
    }
    const auto* anchor = target.contains("name") ? "name" : "check";
    for (const auto& [key, node] : target) {
        if (key.str() != anchor) continue;
        if (!target.is_inline()) return with_line(text, key.source(), node.source(), enabled);
        const auto end = offset_of(text, node.source().end);
        if (!end) return std::nullopt;
        std::string out(text);
        return out.insert(*end, ", enabled = " + literal(enabled));
    }
    return std::nullopt;
}

/// True where the two differ in that target's `enabled` and in nothing else.
bool as_meant(const Settings& before, const Parsed& after, std::string_view name, bool enabled) {
    if (!after.ok()) return false;
    auto expected = before.targets;
    for (auto& target : expected)
        if (target.name == name) target.enabled = enabled;
    return expected == after.settings.targets;
}

const toml::table* find_target(const toml::table& root, std::string_view name) {
    const auto* targets = root.get_as<toml::array>("target");
    if (targets == nullptr) return nullptr;
    for (const auto& element : *targets)
        if (const auto* table = element.as_table();
            table != nullptr && name_of_target(*table) == name)
            return table;
    return nullptr;
}

}  // namespace

Result<std::string> with_enabled(std::string_view text, std::string_view target, bool enabled) {
    const auto before = parse(text, "config.toml");
    if (!before.ok())
        return cannot("the configuration has an error, so it is left alone (" +
                          before.problems.front().text() + ")",
                      "mend it and try again");
    std::vector<std::string> names;
    for (const auto& spec : before.settings.targets) {
        if (spec.name == target && spec.enabled == enabled) return std::string(text);
        names.push_back(spec.name);
    }
    const toml::table root = toml::parse(text);  // parse() above has shown that it does not throw
    const auto* table = find_target(root, target);
    if (table == nullptr)
        return Error{ErrorCode::not_found,
                     "the configuration has no target \"" + std::string(target) + "\"" +
                         did_you_mean(target, names),
                     {}};
    auto out = edited(text, *table, enabled);
    if (!out || !as_meant(before.settings, parse(*out, "config.toml"), target, enabled))
        return cannot("the target \"" + std::string(target) +
                          "\" is written in a way that can't be changed safely",
                      "set enabled = " + literal(enabled) + " in the file yourself");
    return std::move(*out);
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
