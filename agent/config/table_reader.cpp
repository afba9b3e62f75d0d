#include "agent/config/table_reader.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "agent/config/duration.h"
#include "agent/config/host.h"
#include "agent/config/nearest.h"
#include "agent/translations/translate.h"
#include "shared/plain_text.h"

namespace traypulse::config {
namespace {

std::string_view type_name(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table:
            return tr("a table");
        case toml::node_type::array:
            return tr("a list");
        case toml::node_type::string:
            return tr("a text");
        case toml::node_type::integer:
            return tr("a whole number");
        case toml::node_type::floating_point:
            return tr("a number");
        case toml::node_type::boolean:
            return tr("true or false");
        case toml::node_type::date:
        case toml::node_type::time:
        case toml::node_type::date_time:
            return tr("a date or time");
        case toml::node_type::none:
            break;
    }
    return tr("something else");
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

const toml::source_region& TableReader::where(std::string_view key) const {
    const auto* node = table_.get(key);
    return node != nullptr ? node->source() : table_.source();
}

void TableReader::wrong_type(std::string_view key, const toml::node& node,
                             std::string_view wanted) {
    problem(key, tr("{0} must be {1}, not {2}", in_quotes(key), std::string(wanted),
                    std::string(type_name(node))));
}

std::optional<std::string> TableReader::text(std::string_view key) {
    const auto* node = raw(key);
    if (node == nullptr) return std::nullopt;
    const auto* value = node->as_string();
    if (value == nullptr) {
        wrong_type(key, *node, tr("a text in quotes"));
        return std::nullopt;
    }
    return value->get();
}

std::optional<bool> TableReader::boolean(std::string_view key) {
    const auto* node = raw(key);
    if (node == nullptr) return std::nullopt;
    const auto* value = node->as_boolean();
    if (value == nullptr) {
        wrong_type(key, *node, tr("true or false"));
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
        wrong_type(key, *node, tr("a whole number"));
        return std::nullopt;
    }
    if (value->get() < bounds.least || value->get() > bounds.most) {
        problem(key, tr("{0} = {1} is not between {2} and {3} ({4})", in_quotes(key), value->get(),
                        bounds.least, bounds.most, tr(std::string(bounds.why).c_str())));
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
        wrong_type(key, *node, tr("a number"));
        return std::nullopt;
    }
    if (!(*value >= least && *value <= most)) {  // NaN fails too
        problem(key, tr("{0} = {1} is not between {2} and {3} ({4})", in_quotes(key),
                        number_text(*value), number_text(least), number_text(most),
                        tr(std::string(why).c_str())));
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
                   tr("a duration in quotes, like \"{0}s\" or \"500ms\"",
                      (integer != nullptr ? std::to_string(integer->get()) : "2")));
        return std::nullopt;
    }
    const auto value = parse_duration(text->get());
    if (!value) {
        problem(key,
                tr("{0} = {1} is no duration; write it like \"500ms\", \"2s\", \"1m30s\" or \"1h\"",
                   in_quotes(key), in_quotes(text->get())));
        return std::nullopt;
    }
    const bool zero = bounds.zero_too && *value == Nanoseconds::zero();
    if (!zero && (*value < bounds.least || *value > bounds.most)) {
        problem(key, bounds.zero_too
                         ? tr("{0} = {1} is not between {2} and {3}, nor 0s ({4})", in_quotes(key),
                              in_quotes(text->get()), duration_text(bounds.least),
                              duration_text(bounds.most), tr(std::string(bounds.why).c_str()))
                         : tr("{0} = {1} is not between {2} and {3} ({4})", in_quotes(key),
                              in_quotes(text->get()), duration_text(bounds.least),
                              duration_text(bounds.most), tr(std::string(bounds.why).c_str())));
        return std::nullopt;
    }
    return value;
}

std::optional<std::vector<std::string>> TableReader::texts(std::string_view key) {
    const auto* node = raw(key);
    if (node == nullptr) return std::nullopt;
    const auto* array = node->as_array();
    if (array == nullptr) {
        wrong_type(key, *node, tr("a list of texts, like [\"a\", \"b\"]"));
        return std::nullopt;
    }
    std::vector<std::string> out;
    for (const auto& element : *array) {
        if (const auto* text = element.as_string(); text != nullptr) {
            out.push_back(text->get());
        } else {
            report_.add(element.source(), tr("every item of {0} must be a text in quotes, not {1}",
                                             in_quotes(key), std::string(type_name(element))));
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
    const auto hint = did_you_mean(*value, words);
    problem(key, tr("{0} = {1} is none of {2}{3}", in_quotes(key), in_quotes(*value),
                    joined(words, ", "), hint));
    return std::nullopt;
}

const toml::table* TableReader::table(std::string_view key) {
    const auto* node = raw(key);
    if (node == nullptr) return nullptr;
    if (!node->is_table())
        wrong_type(key, *node, tr("a section that begins with [{0}]", std::string(key)));
    return node->as_table();
}

void TableReader::finish() {
    for (const auto& [key, node] : table_) {
        const std::string name(key.str());
        if (std::find(asked_.begin(), asked_.end(), name) != asked_.end()) continue;
        report_.add(key.source(),
                    tr("unknown key {0}{1}", in_quotes(name), did_you_mean(name, asked_)));
    }
}

}  // namespace traypulse::config
