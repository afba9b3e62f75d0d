#include "tests/support/simnet/words.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace traypulse::simnet {

std::vector<std::string> split(std::string_view text, char at) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = std::min(text.find(at), text.size());
        if (end > 0) out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

const std::string& Words::peek() const {
    static const std::string kNone;
    return more() ? words_[at_] : kNone;
}

const std::string& Words::next(const char* what) {
    if (!more()) throw Refused(std::string("missing ") + what);
    return words_[at_++];
}

void Words::end() const {
    if (more()) throw Refused("unexpected '" + words_[at_] + "'");
}

bool Words::take(std::string_view word) {
    if (peek() != word || !more()) return false;
    ++at_;
    return true;
}

IpAddress Words::address(const std::string& word) {
    const auto a = IpAddress::parse(word);
    if (!a) throw Refused("'" + word + "' is not an address");
    return *a;
}

Prefix Words::prefix() {
    const auto& word = next("prefix");
    const auto p = Prefix::parse(word);
    if (!p) throw Refused("'" + word + "' is not a prefix");
    return *p;
}

std::uint64_t Words::number(std::uint64_t least, std::uint64_t most) {
    const auto& word = next("number");
    std::uint64_t value = 0;
    const auto [end, ec] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (ec != std::errc{} || end != word.data() + word.size() || value < least || value > most)
        throw Refused("'" + word + "' is not a number from " + std::to_string(least) + " to " +
                      std::to_string(most));
    return value;
}

double Words::share() {
    const auto& word = next("probability");
    double value = 0;
    const auto [end, ec] = std::from_chars(word.data(), word.data() + word.size(), value);
    const std::string_view unit(end, static_cast<std::size_t>(word.data() + word.size() - end));
    if (unit == "%") value /= 100;
    if (ec != std::errc{} || (!unit.empty() && unit != "%") || !(value >= 0 && value <= 1))
        throw Refused("'" + word + "' is not a probability from 0 to 1 (or 0% to 100%)");
    return value;
}

Nanoseconds Words::duration() {
    static const std::map<std::string_view, double> kUnits{
        {"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
    constexpr double kLongest = 86'400e9;
    const auto& word = next("duration");
    double value = 0;
    const auto [end, ec] = std::from_chars(word.data(), word.data() + word.size(), value);
    const std::string_view unit(end, static_cast<std::size_t>(word.data() + word.size() - end));
    const auto scale = word == "0" ? kUnits.begin() : kUnits.find(unit);
    if (ec != std::errc{} || scale == kUnits.end() || value < 0 || value * scale->second > kLongest)
        throw Refused("'" + word + "' is not a duration like 20ms, 150us or 1.5s");
    return Nanoseconds(static_cast<std::int64_t>(value * scale->second));
}

bool Words::on_off() {
    const auto& word = next("on or off");
    if (word == "on" || word == "up") return true;
    if (word == "off" || word == "down") return false;
    throw Refused("'" + word + "' is neither on nor off");
}

std::vector<Family> Words::families() {
    if (take("4")) return {Family::ipv4};
    if (take("6")) return {Family::ipv6};
    return {Family::ipv4, Family::ipv6};
}

}  // namespace traypulse::simnet
