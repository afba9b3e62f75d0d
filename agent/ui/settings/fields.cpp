#include "agent/ui/settings/fields.h"

#include <algorithm>
#include <charconv>

#include "agent/config/hooks.h"
#include "agent/translations/translate.h"
#include "shared/ascii.h"

namespace traypulse::ui {
namespace {

/// With the decimal comma of who has one; a dot is understood all the same.
config::Value number_of(std::string_view written) {
    std::string with_dot(written);
    if (const auto comma = with_dot.find(decimal_point());
        comma != std::string::npos && with_dot.find('.') == std::string::npos)
        with_dot.replace(comma, decimal_point().size(), ".");
    const std::string_view text = with_dot;
    const auto* const end = text.data() + text.size();
    std::int64_t whole = 0;
    if (const auto read = std::from_chars(text.data(), end, whole);
        read.ec == std::errc() && read.ptr == end)
        return whole;
    double real = 0;
    if (const auto read = std::from_chars(text.data(), end, real);
        read.ec == std::errc() && read.ptr == end)
        return real;
    return std::string(written);
}

std::vector<std::string> lines_in(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (const auto line = ascii::trimmed(text.substr(0, end)); !line.empty())
            out.emplace_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

/// Digits and what else TOML's dates are made of: nothing that could end the value.
bool could_be_moment(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789-:+.TtZz ") == std::string_view::npos;
}

}  // namespace

std::string plain_label(const std::string& label) {
    std::string out;
    for (const char c : label)
        if (c != '&') out += c;
    return out;
}

bool belongs(const Field& field, CheckKind kind) {
    return field.kinds.empty() ||
           std::find(field.kinds.begin(), field.kinds.end(), kind) != field.kinds.end();
}

std::string shown(const config::Value* value) {
    if (value == nullptr) return {};
    if (const auto* text = std::get_if<std::string>(value)) return *text;
    if (const auto* lines = std::get_if<std::vector<std::string>>(value)) {
        std::string out;
        for (const auto& line : *lines) out += (out.empty() ? "" : "\n") + line;
        return out;
    }
    const auto text = config::literal(*value);
    return std::holds_alternative<double>(*value) ? localised(text) : text;
}

std::optional<config::Value> entered(FieldKind kind, const std::string& text) {
    const auto value = ascii::trimmed(text);
    if (kind == FieldKind::flag) return config::Value(value == "true");
    if (value.empty()) return std::nullopt;
    switch (kind) {
        case FieldKind::number:
            return number_of(value);
        case FieldKind::list:
        case FieldKind::words:
            return config::Value(lines_in(text));
        case FieldKind::moment:
            if (could_be_moment(value)) return config::Value(config::Moment{std::string(value)});
            return config::Value(std::string(value));
        default:
            return config::Value(std::string(value));
    }
}

std::string maintenance_text(const config::Keys& maintenance) {
    const auto text = [&](const char* key) {
        const auto it = maintenance.find(key);
        auto out = it == maintenance.end() ? std::string() : shown(&it->second);
        for (auto at = out.find('\n'); at != std::string::npos; at = out.find('\n', at))
            out.replace(at, 1, ", ");
        return out;
    };
    std::string when;
    if (const auto begin = text("begin"); !begin.empty())
        when = trc("from one moment to another", "{0} to {1}", begin, text("end"));
    else if (const auto from = text("from"); !from.empty())
        when = tr("{0}, {1} to {2}", text("days"), from, text("to"));
    else
        when = text("days");
    const auto name = text("name");
    const auto targets = text("targets");
    return (name.empty() ? "" : name + ": ") + when + (targets.empty() ? "" : " (" + targets + ")");
}

HookRow hook_row(const config::Keys& hook) {
    const auto value = [&](const char* key) {
        const auto it = hook.find(key);
        return it == hook.end() ? nullptr : &it->second;
    };
    HookRow out;
    out.name = config::name_of(hook);
    if (const auto* command = value("command")) {
        const auto words = shown(command);
        out.kind = tr("Program");
        out.where = words.substr(0, words.find('\n'));
        if (out.name.empty()) out.name = config::usual_hook_name({}, out.where);
    } else if (const auto* url = value("url")) {
        out.kind = tr("Web address");
        out.where = config::usual_hook_name(shown(url), {});
        if (out.name.empty()) out.name = out.where;
    }
    return out;
}

std::string called(const config::Place& place, const config::Keys& element) {
    return place.table == "hook" ? hook_row(element).name : config::name_of(element);
}

}  // namespace traypulse::ui
