#include "tests/simulation/scenario/keys.h"

#include <algorithm>

#include "agent/config/duration.h"

namespace traypulse::scenario {

Nanoseconds duration(const std::string& text, const std::string& where) {
    const auto out = config::parse_duration(text);
    if (!out) throw Wrong(where + ": \"" + text + "\" is no duration");
    return *out;
}

void Keys::wrong(std::string_view key, const std::string& what) const {
    const auto* found = table_.get(key);
    const auto line = (found != nullptr ? found->source() : table_.source()).begin.line;
    // What was copied has no line of its own; then the owner's stands in `file`.
    throw Wrong(file_ + (line > 0 ? ":" + std::to_string(line) : "") + ": " + what);
}

const toml::node* Keys::node(std::string_view key) {
    used_.emplace(key);
    return table_.get(key);
}

bool Keys::read(std::string_view key, bool& out) {
    const auto* found = node(key);
    if (found == nullptr) return false;
    if (!found->is_boolean()) wrong(key, std::string(key) + " is true or false");
    out = found->as_boolean()->get();
    return true;
}

bool Keys::read(std::string_view key, double& out) {
    const auto* found = node(key);
    if (found == nullptr) return false;
    if (!found->is_number()) wrong(key, std::string(key) + " is a number");
    out = *found->value<double>();
    return true;
}

bool Keys::read(std::string_view key, int& out) {
    const auto* found = node(key);
    if (found == nullptr) return false;
    if (!found->is_integer()) wrong(key, std::string(key) + " is a whole number");
    out = *found->value<int>();
    return true;
}

bool Keys::read(std::string_view key, std::string& out) {
    const auto* found = node(key);
    if (found == nullptr) return false;
    if (!found->is_string()) wrong(key, std::string(key) + " is a text");
    out = found->as_string()->get();
    return true;
}

bool Keys::read(std::string_view key, Nanoseconds& out) {
    std::string text;
    if (!read(key, text)) return false;
    const auto parsed = config::parse_duration(text);
    if (!parsed) wrong(key, std::string(key) + " is a duration, like \"1m30s\"");
    out = *parsed;
    return true;
}

bool Keys::read(std::string_view key, std::vector<std::string>& out) {
    const auto* found = array(key);
    if (found == nullptr) return false;
    out.clear();
    for (const auto& element : *found) {
        if (!element.is_string()) wrong(key, std::string(key) + " is a list of texts");
        out.push_back(element.as_string()->get());
    }
    return true;
}

const toml::table* Keys::table(std::string_view key) {
    const auto* found = node(key);
    if (found == nullptr) return nullptr;
    if (!found->is_table()) wrong(key, std::string(key) + " is a table");
    return found->as_table();
}

const toml::array* Keys::array(std::string_view key) {
    const auto* found = node(key);
    if (found == nullptr) return nullptr;
    if (!found->is_array()) wrong(key, std::string(key) + " is a list");
    return found->as_array();
}

bool Keys::word(std::string_view key, const std::vector<std::string>& words, std::size_t& out) {
    std::string text;
    if (!read(key, text)) return false;
    const auto it = std::find(words.begin(), words.end(), text);
    if (it == words.end())
        wrong(key, "\"" + text + "\" is none of the words of " + std::string(key));
    out = static_cast<std::size_t>(it - words.begin());
    return true;
}

void Keys::finish() const {
    for (const auto& [key, value] : table_)
        if (!used_.contains(std::string_view(key.str())))
            wrong(key.str(), "unknown key \"" + std::string(key.str()) + "\"");
}

}  // namespace traypulse::scenario
