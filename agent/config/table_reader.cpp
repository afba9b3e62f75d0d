#include "agent/config/table_reader.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "agent/config/duration.h"
#include "agent/config/host.h"
#include "agent/config/nearest.h"

namespace traypulse::config {
namespace {

std::string_view type_name(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table:
            return "a table";
        case toml::node_type::array:
            return "a list";
        case toml::node_type::string:
            return "a text";
        case toml::node_type::integer:
            return "a whole number";
        case toml::node_type::floating_point:
            return "a number";
        case toml::node_type::boolean:
            return "true or false";
        case toml::node_type::date:
        case toml::node_type::time:
        case toml::node_type::date_time:
            return "a date or time";
        case toml::node_type::none:
            break;
    }
    return "something else";
}

std::string number_text(double value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

}  // namespace

void Report::add(const toml::source_region& where, std::string reason) {
    problems_.push_back({file_, where.begin.line, where.begin.column, std::move(reason)});
}

Problems Report::take() {
    std::stable_sort(problems_.begin(), problems_.end(), [](const auto& a, const auto& b) {
        return a.line != b.line ? a.line < b.line : a.column < b.column;
    });
    return std::move(problems_);
}

const toml::node* TableReader::raw(std::string_view key) {
    asked_.emplace_back(key);
    return table_.get(key);
}

void TableReader::later(std::string_view key, std::string_view sentence) {
    later_.emplace_back(key);
    if (table_.contains(key)) problem(key, quoted(key) + " " + std::string(sentence));
}

const toml::source_region& TableReader::where(std::string_view key) const {
    const auto* node = table_.get(key);
    return node != nullptr ? node->source() : table_.source();
}

void TableReader::wrong_type(std::string_view key, const toml::node& node,
                             std::string_view wanted) {
    problem(key, quoted(key) + " must be " + std::string(wanted) + ", not " +
                     std::string(type_name(node)));
}

std::optional<std::string> TableReader::text(std::string_view key) {
    const auto* node = raw(key);
    if (node == nullptr) return std::nullopt;
    const auto* value = node->as_string();
    if (value == nullptr) {
        wrong_type(key, *node, "a text in quotes");
        return std::nullopt;
    }
    return value->get();
}

std::optional<bool> TableReader::boolean(std::string_view key) {
    const auto* node = raw(key);
    if (node == nullptr) return std::nullopt;
    const auto* value = node->as_boolean();
    if (value == nullptr) {
        wrong_type(key, *node, "true or false");
        return std::nullopt;
    }
    return value->get();
}

std::optional<std::int64_t> TableReader::integer(std::string_view key,
                                                 const IntegerBounds& bounds) {
    const auto* node = raw(key);
    if (node == nullptr) return std::nullopt;
    const auto* value = node->as_integer();
    if (value == nullptr) {
        wrong_type(key, *node, "a whole number");
        return std::nullopt;
    }
    if (value->get() < bounds.least || value->get() > bounds.most) {
        problem(key, quoted(key) + " = " + std::to_string(value->get()) + " is not between " +
                         std::to_string(bounds.least) + " and " + std::to_string(bounds.most) +
                         " (" + std::string(bounds.why) + ")");
        return std::nullopt;
    }
    return value->get();
}

std::optional<double> TableReader::number(std::string_view key, double least, double most,
                                          std::string_view why) {
    const auto* node = raw(key);
    if (node == nullptr) return std::nullopt;
    const auto value = node->value<double>();
    if (!node->is_number() || !value) {
        wrong_type(key, *node, "a number");
        return std::nullopt;
    }
    if (!(*value >= least && *value <= most)) {  // NaN fails too
        problem(key, quoted(key) + " = " + number_text(*value) + " is not between " +
                         number_text(least) + " and " + number_text(most) + " (" +
                         std::string(why) + ")");
        return std::nullopt;
    }
    return value;
}

std::optional<Nanoseconds> TableReader::duration(std::string_view key,
                                                 const DurationBounds& bounds) {
    const auto* node = raw(key);
    if (node == nullptr) return std::nullopt;
    const auto* text = node->as_string();
    if (text == nullptr) {
        const auto* integer = node->as_integer();
        wrong_type(key, *node,
                   "a duration in quotes, like \"" +
                       (integer != nullptr ? std::to_string(integer->get()) : "2") +
                       "s\" or \"500ms\"");
        return std::nullopt;
    }
    const auto value = parse_duration(text->get());
    if (!value) {
        problem(key, quoted(key) + " = " + quoted(text->get()) +
                         " is no duration; write it like \"500ms\", \"2s\", \"1m30s\" or \"1h\"");
        return std::nullopt;
    }
    const bool zero = bounds.zero_too && *value == Nanoseconds::zero();
    if (!zero && (*value < bounds.least || *value > bounds.most)) {
        problem(key, quoted(key) + " = " + quoted(text->get()) + " is not between " +
                         duration_text(bounds.least) + " and " + duration_text(bounds.most) +
                         (bounds.zero_too ? ", nor 0s" : "") + " (" + std::string(bounds.why) +
                         ")");
        return std::nullopt;
    }
    return value;
}

std::optional<std::vector<std::string>> TableReader::texts(std::string_view key) {
    const auto* node = raw(key);
    if (node == nullptr) return std::nullopt;
    const auto* array = node->as_array();
    if (array == nullptr) {
        wrong_type(key, *node, "a list of texts, like [\"a\", \"b\"]");
        return std::nullopt;
    }
    std::vector<std::string> out;
    for (const auto& element : *array) {
        if (const auto* text = element.as_string(); text != nullptr) {
            out.push_back(text->get());
        } else {
            report_.add(element.source(), "every item of " + quoted(key) +
                                              " must be a text in quotes, not " +
                                              std::string(type_name(element)));
            return std::nullopt;
        }
    }
    return out;
}

std::optional<std::size_t> TableReader::word(std::string_view key,
                                             const std::vector<std::string>& words) {
    const auto value = text(key);
    if (!value) return std::nullopt;
    const auto found = std::find(words.begin(), words.end(), *value);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    std::string all;
    for (const auto& word : words) all += (all.empty() ? "" : ", ") + word;
    const auto hint = did_you_mean(*value, words);
    problem(key, quoted(key) + " = " + quoted(*value) + " is none of " + all + hint);
    return std::nullopt;
}

const toml::table* TableReader::table(std::string_view key) {
    const auto* node = raw(key);
    if (node == nullptr) return nullptr;
    if (!node->is_table())
        wrong_type(key, *node, "a section that begins with [" + std::string(key) + "]");
    return node->as_table();
}

void TableReader::finish() {
    for (const auto& [key, node] : table_) {
        const std::string name(key.str());
        if (std::find(asked_.begin(), asked_.end(), name) != asked_.end()) continue;
        if (std::find(later_.begin(), later_.end(), name) != later_.end()) continue;
        report_.add(key.source(), "unknown key " + quoted(name) + did_you_mean(name, asked_));
    }
}

}  // namespace traypulse::config
