#include "agent/metrics/exposition.h"

#include <array>
#include <charconv>
#include <cmath>

namespace traypulse::scrape {
namespace {

/// Quotes only where the format wants it: the older one leaves them alone in help texts.
void append_escaped(std::string& out, std::string_view text, bool quotes) {
    if (text.find_first_of("\\\n\"") == std::string_view::npos) {
        out += text;
        return;
    }
    for (const char c : text) {
        if (c == '\\')
            out += "\\\\";
        else if (c == '\n')
            out += "\\n";
        else if (c == '"' && quotes)
            out += "\\\"";
        else
            out += c;
    }
}

std::string_view type_word(Kind kind, Format format) {
    switch (kind) {
        case Kind::counter:
            return "counter";
        case Kind::histogram:
            return "histogram";
        case Kind::state_set:
            return format == Format::openmetrics ? "stateset" : "gauge";
        case Kind::info:
            return format == Format::openmetrics ? "info" : "gauge";
        case Kind::gauge:
            break;
    }
    return "gauge";
}

std::string_view ending(Kind kind) {
    return kind == Kind::counter ? "_total" : kind == Kind::info ? "_info" : "";
}

void append_label(std::string& out, const Label& label) {
    out += label.first;
    out += "=\"";
    append_escaped(out, label.second, true);
    out += '"';
}

void append_number(std::string& out, double value) {
    if (std::isnan(value)) {
        out += "NaN";
        return;
    }
    if (std::isinf(value)) {
        out += value > 0 ? "+Inf" : "-Inf";
        return;
    }
    std::array<char, 48> text{};  // the longest of these has 24 characters
    auto* const begin = text.data();
    auto* const end = begin + text.size();
    const double size = std::abs(value);
    // Most are counts: whole, and found without the search for the shortest fraction.
    const bool whole = size < 1e15 && std::trunc(value) == value;
    // As people write them, while that is not long: 1718452921.25, 0.0005.
    const auto format =
        size >= 1e-6 && size < 1e15 ? std::chars_format::fixed : std::chars_format::scientific;
    const auto done = whole ? std::to_chars(begin, end, static_cast<std::int64_t>(value))
                            : std::to_chars(begin, end, value, format);
    out.append(begin, done.ptr);
}

}  // namespace

std::string_view content_type(Format format) {
    return format == Format::openmetrics
               ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
               : "text/plain; version=0.0.4; charset=utf-8";
}

std::string number_text(double value) {
    std::string out;
    append_number(out, value);
    return out;
}

ReadyLabels::ReadyLabels(Labels labels) {
    for (const auto& label : labels) {
        if (!text_.empty()) text_ += ',';
        append_label(text_, label);
    }
}

void Exposition::family(Kind kind, std::string_view name, std::string_view help,
                        std::string_view unit) {
    kind_ = kind;
    name_ = name;
    const bool modern = format_ == Format::openmetrics;
    // OpenMetrics names the family, the older format the samples.
    const auto full = name_ + std::string(modern ? "" : ending(kind));
    out_ += "# HELP " + full + " ";
    append_escaped(out_, help, modern);
    out_ += "\n# TYPE " + full + " ";
    out_ += type_word(kind, format_);
    out_ += '\n';
    if (modern && !unit.empty()) out_ += "# UNIT " + full + " " + std::string(unit) + "\n";
}

void Exposition::sample(std::string_view suffix, double value, const ReadyLabels& ready,
                        Labels labels) {
    out_ += name_;
    out_ += suffix;
    char before = '{';
    if (!ready.text().empty()) {
        out_ += std::exchange(before, ',');
        out_ += ready.text();
    }
    for (const auto& label : labels) {
        out_ += std::exchange(before, ',');
        append_label(out_, label);
    }
    out_ += before == '{' ? " " : "} ";
    append_number(out_, value);
    out_ += '\n';
}

void Exposition::value(double value, const ReadyLabels& ready, Labels labels) {
    sample(ending(kind_), value, ready, labels);
}

void Exposition::states(std::span<const std::string_view> all, std::string_view now,
                        const ReadyLabels& ready) {
    for (const auto state : all) sample("", state == now ? 1 : 0, ready, {{name_, state}});
}

void Exposition::part(std::string_view suffix, double value, const ReadyLabels& ready) {
    sample(suffix, value, ready, {});
}

const std::string& Exposition::bound_text(double bound) {
    const auto [known, is_new] = bounds_.try_emplace(bound);
    auto& text = known->second;
    if (!is_new) return text;
    text = number_text(bound);
    // OpenMetrics wants a floating-point number, so that all who write it write it alike.
    if (format_ == Format::openmetrics && text.find_first_of(".eI") == std::string::npos)
        text += ".0";
    return text;
}

void Exposition::bucket(double bound, std::uint64_t count, const ReadyLabels& ready) {
    sample("_bucket", static_cast<double>(count), ready, {{"le", bound_text(bound)}});
}

void Exposition::end() {
    if (format_ == Format::openmetrics) out_ += "# EOF\n";
}

}  // namespace traypulse::scrape
