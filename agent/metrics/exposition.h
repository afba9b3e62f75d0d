// Figures as text for Prometheus and its kin: OpenMetrics 1.0 or the older text format 0.0.4.
//
// Not by a library: prometheus-cpp 1.0 writes the older format only, knows no state sets, and keeps
// a copy of every series; its HTTP server brings threads of its own. Both formats are lines.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace traypulse::scrape {

enum class Format : std::uint8_t { text, openmetrics };
/// The Content-Type of an answer.
std::string_view content_type(Format format);

enum class Kind : std::uint8_t { gauge, counter, histogram, state_set, info };

using Label = std::pair<std::string_view, std::string_view>;
using Labels = std::initializer_list<Label>;

/// Labels that many series have, written once: they are most of a large document. Plain value.
class ReadyLabels {
 public:
    ReadyLabels() = default;
    explicit ReadyLabels(Labels labels);
    [[nodiscard]] const std::string& text() const { return text_; }

 private:
    std::string text_;  ///< escaped, without the braces
};

/// Builds one document. Families come one after another, each whole. What is written so far can be
/// taken at any time. Plain value.
class Exposition {
 public:
    explicit Exposition(Format format) : format_(format) {}

    /// Begins a family. `name` is without what the format adds: "_total" of counters, "_info".
    /// `unit` is the name's last word where it is one: "seconds", "ratio", "bytes".
    void family(Kind kind, std::string_view name, std::string_view help,
                std::string_view unit = {});
    /// A sample of the family of now: of a gauge, counter or info.
    void value(double value, Labels labels = {}) { this->value(value, {}, labels); }
    void value(double value, const ReadyLabels& ready, Labels labels = {});
    /// All states of a state set, of which one holds. The label is called as the family is.
    void states(std::span<const std::string_view> all, std::string_view now,
                const ReadyLabels& ready = {});
    /// A sample with something behind the family's name: "_bucket". `bound` becomes the label le.
    void part(std::string_view suffix, double value, const ReadyLabels& ready);
    void bucket(double bound, std::uint64_t count, const ReadyLabels& ready);
    /// Call once, behind the last family.
    void end();

    /// Of what is written and not taken.
    [[nodiscard]] std::size_t size() const { return out_.size(); }
    [[nodiscard]] std::string take() { return std::exchange(out_, {}); }

 private:
    void sample(std::string_view suffix, double value, const ReadyLabels& ready, Labels labels);
    const std::string& bound_text(double bound);

    Format format_;
    Kind kind_ = Kind::gauge;
    std::string name_;
    std::string out_;
    std::map<double, std::string> bounds_;  ///< each is written of every target
};

/// A number as both formats take it: "0.25", "3", "+Inf", "NaN".
std::string number_text(double value);

}  // namespace traypulse::scrape
