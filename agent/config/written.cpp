#include "agent/config/written.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <optional>
#include <sstream>

#include "agent/translations/translate.h"

namespace traypulse::config {
namespace {

template <typename T>
Moment moment_of(const toml::node& node) {
    std::ostringstream out;
    out << node.as<T>()->get();
    return {out.str()};
}

std::optional<Value> value_of(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::boolean:
            return Value(node.as_boolean()->get());
        case toml::node_type::integer:
            return Value(node.as_integer()->get());
        case toml::node_type::floating_point:
            return Value(node.as_floating_point()->get());
        case toml::node_type::string:
            return Value(node.as_string()->get());
        case toml::node_type::date_time:
            return Value(moment_of<toml::date_time>(node));
        case toml::node_type::date:
            return Value(moment_of<toml::date>(node));
        case toml::node_type::time:
            return Value(moment_of<toml::time>(node));
        case toml::node_type::array: {
            std::vector<std::string> out;
            for (const auto& element : *node.as_array()) {
                const auto* text = element.as_string();
                if (text == nullptr) return std::nullopt;
                out.push_back(text->get());
            }
            return Value(std::move(out));
        }
        default:
            return std::nullopt;
    }
}

Error strange(std::string_view key, const toml::node& node) {
    return {ErrorCode::invalid_argument,
            tr("line {0}: \"{1}\" is written in a form that no configuration has",
               node.source().begin.line, std::string(key)),
            tr("change it in the file yourself")};
}

Result<Keys> keys_of(const toml::table& table) {
    Keys out;
    for (const auto& [key, node] : table) {
        auto value = value_of(node);
        if (!value) return strange(key.str(), node);
        out.emplace(std::string(key.str()), std::move(*value));
    }
    return out;
}

std::string quoted_text(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (byte < 0x20 || byte == 0x7f) {
            std::array<char, 8> code{};
            std::snprintf(code.data(), code.size(), "\\u%04X", static_cast<unsigned>(byte));
            out += code.data();
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string number_literal(double value) {
    std::array<char, 32> text{};  // the longest double has 24 characters
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    std::string out(text.data(), end);
    if (out.find_first_of(".en") == std::string::npos) out += ".0";
    return out;
}

constexpr std::array kTargetKeys{
    "name",         "enabled",         "check",   "parent",           "role",
    "group",        "interval",        "timeout", "payload_size",     "ttl",
    "notify",       "latency_warning", "family",  "banner",           "payload",
    "expect",       "method",          "headers", "status",           "body_contains",
    "body_matches", "redirects",       "proxy",   "http_version",     "client_certificate",
    "client_key",   "ca_file",         "verify",  "certificate_days", "watch_path"};
constexpr std::array kHookKeys{"name",    "enabled", "url",    "headers",
                               "ca_file", "command", "events", "timeout"};
constexpr std::array kMaintenanceKeys{"name", "targets", "begin", "end", "days", "from", "to"};

template <std::size_t N>
std::size_t rank_in(const std::array<const char*, N>& keys, std::string_view key) {
    return static_cast<std::size_t>(std::find(keys.begin(), keys.end(), key) - keys.begin());
}

}  // namespace

Result<Written> read_written(std::string_view text) {
    toml::table root;
    try {
        root = toml::parse(text);
    } catch (const toml::parse_error& error) {
        return Error{
            ErrorCode::invalid_argument,
            tr("line {0}: {1}", error.source().begin.line, std::string(error.description())),
            tr("mend it and try again")};
    }
    Written out;
    for (const auto& [key, node] : root) {
        const std::string name(key.str());
        if (const auto* table = node.as_table(); table != nullptr) {
            auto keys = keys_of(*table);
            if (!keys) return keys.error();
            if (!keys.value().empty()) out.tables[name] = std::move(keys).value();
        } else if (const auto* list = node.as_array(); list != nullptr) {
            auto& into = out.lists[name];
            for (const auto& element : *list) {
                if (!element.is_table()) return strange(name, element);
                auto keys = keys_of(*element.as_table());
                if (!keys) return keys.error();
                into.push_back(std::move(keys).value());
            }
            if (into.empty()) out.lists.erase(name);
        } else {
            return strange(name, node);
        }
    }
    return out;
}

std::string literal(const Value& value) {
    struct Writer {
        std::string operator()(bool v) const { return v ? "true" : "false"; }
        std::string operator()(std::int64_t v) const { return std::to_string(v); }
        std::string operator()(double v) const { return number_literal(v); }
        std::string operator()(const std::string& v) const { return quoted_text(v); }
        std::string operator()(const Moment& v) const { return v.text; }
        std::string operator()(const std::vector<std::string>& v) const {
            std::string out;
            for (const auto& text : v) out += (out.empty() ? "" : ", ") + quoted_text(text);
            return "[" + out + "]";
        }
    };
    return std::visit(Writer{}, value);
}

std::size_t key_rank(std::string_view table, std::string_view key) {
    if (table == "target") return rank_in(kTargetKeys, key);
    if (table == "maintenance") return rank_in(kMaintenanceKeys, key);
    if (table == "hook") return rank_in(kHookKeys, key);
    return 0;
}

}  // namespace traypulse::config
