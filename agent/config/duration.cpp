#include "agent/config/duration.h"

#include <array>
#include <cstdint>
#include <limits>

#include "shared/ascii.h"

namespace traypulse::config {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t nanoseconds;
};
// Largest first: the order in which a duration names them.
constexpr std::array kUnits{Unit{"d", 86'400'000'000'000}, Unit{"h", 3'600'000'000'000},
                            Unit{"m", 60'000'000'000},     Unit{"s", 1'000'000'000},
                            Unit{"ms", 1'000'000},         Unit{"us", 1'000}};
constexpr std::size_t kSeconds = 3;
// Below a nanosecond of a day nothing counts; more digits would only overflow.
constexpr int kMostFractionDigits = 12;

struct Number {
    std::int64_t whole = 0;
    std::int64_t fraction = 0;  ///< in units of 1 / scale
    std::int64_t scale = 1;
};

// Takes digits and an optional fraction off the front.
std::optional<Number> take_number(std::string_view& text) {
    Number n;
    std::size_t i = 0;
    for (; i < text.size() && ascii::is_digit(text[i]); ++i)
        if (__builtin_mul_overflow(n.whole, 10, &n.whole) ||
            __builtin_add_overflow(n.whole, text[i] - '0', &n.whole))
            return std::nullopt;
    if (i == 0) return std::nullopt;
    if (i < text.size() && text[i] == '.') {
        const std::size_t first = ++i;
        for (; i < text.size() && ascii::is_digit(text[i]); ++i) {
            if (i - first >= kMostFractionDigits) return std::nullopt;
            n.fraction = n.fraction * 10 + (text[i] - '0');
            n.scale *= 10;
        }
        if (i == first) return std::nullopt;
    }
    text.remove_prefix(i);
    return n;
}

std::string_view take_letters(std::string_view& text) {
    std::size_t i = 0;
    while (i < text.size() && text[i] >= 'a' && text[i] <= 'z') ++i;
    const auto letters = text.substr(0, i);
    text.remove_prefix(i);
    return letters;
}

}  // namespace

std::optional<Nanoseconds> parse_duration(std::string_view text, BareNumber bare) {
    if (text.empty()) return std::nullopt;
    std::int64_t total = 0;
    std::size_t next_unit = 0;
    for (bool first = true; !text.empty(); first = false) {
        const auto number = take_number(text);
        if (!number) return std::nullopt;
        const auto name = take_letters(text);
        std::size_t unit = next_unit;
        if (name.empty()) {
            if (bare != BareNumber::seconds || !first || !text.empty()) return std::nullopt;
            unit = kSeconds;
        } else {
            while (unit < kUnits.size() && kUnits[unit].name != name) ++unit;
        }
        if (unit >= kUnits.size()) return std::nullopt;
        next_unit = unit + 1;
        // The fraction is below one unit, so a long double holds it to the nanosecond.
        const auto part =
            static_cast<std::int64_t>(static_cast<long double>(number->fraction) *
                                          static_cast<long double>(kUnits[unit].nanoseconds) /
                                          static_cast<long double>(number->scale) +
                                      0.5L);
        std::int64_t whole = 0;
        if (__builtin_mul_overflow(number->whole, kUnits[unit].nanoseconds, &whole) ||
            __builtin_add_overflow(total, whole, &total) ||
            __builtin_add_overflow(total, part, &total))
            return std::nullopt;
    }
    return Nanoseconds(total);
}

std::string duration_text(Nanoseconds duration) {
    std::int64_t rest = duration.count();
    std::string out;
    for (const auto& unit : kUnits) {
        const auto count = rest / unit.nanoseconds;
        if (count == 0) continue;
        out += std::to_string(count) + std::string(unit.name);
        rest %= unit.nanoseconds;
    }
    return out.empty() ? "0s" : out;
}

}  // namespace traypulse::config
