#include "agent/moving/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "agent/config/host.h"
#include "agent/config/parse.h"
#include "shared/ascii.h"

namespace traypulse::moving {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\f\v";

/// How many bytes the letter at the front has (RFC 3629); 0: it is none.
std::size_t letter_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xc2 && first < 0xe0   ? 2
                               : first >= 0xe0 && first < 0xf0 ? 3
                               : first >= 0xf0 && first < 0xf5 ? 4
                                                               : 0;
    if (length == 0 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0U) != 0x80) return 0;
    const auto second = byte(1);
    const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    const bool beyond = (first == 0xed && second > 0x9f) || (first == 0xf4 && second > 0x8f);
    return overlong || beyond ? 0 : length;
}

}  // namespace

std::vector<Line> lines_of(std::string_view text) {
    std::vector<Line> out;
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of("\r\n"), text.size());
        out.push_back({++number, text.substr(0, end)});
        const bool two = end + 1 < text.size() && text[end] == '\r' && text[end + 1] == '\n';
        text.remove_prefix(std::min(end + (two ? 2 : 1), text.size()));
    }
    return out;
}

std::size_t line_at(std::string_view text, std::size_t at) {
    const auto before = text.substr(0, std::min(at, text.size()));
    return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

std::string_view trimmed(std::string_view text) { return ascii::trimmed(text, kBlanks); }

std::string_view take_word(std::string_view& text) {
    text = trimmed(text);
    const auto word = text.substr(0, text.find_first_of(kBlanks));
    text = trimmed(text.substr(word.size()));
    return word;
}

std::string_view without_comment(std::string_view line) {
    for (std::size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1))
        if (at == 0 || kBlanks.find(line[at - 1]) != std::string_view::npos)
            return trimmed(line.substr(0, at));
    return trimmed(line);
}

std::string to_utf8(std::string_view text, std::optional<std::size_t>& bad) {
    constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto length = letter_length(text.substr(at));
        if (length == 0) {
            if (!bad) bad = at;
            out += kReplacement;
            ++at;
        } else {
            out += text.substr(at, length);
            at += length;
        }
    }
    return out;
}

std::string clean_name(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto length = std::max<std::size_t>(1, letter_length(text.substr(at)));
        const auto byte = static_cast<unsigned char>(text[at]);
        if (out.size() + length > config::kLongestTargetName) break;
        if (length == 1 && (byte < ' ' || byte >= 0x7f))
            out += ' ';
        else
            out += text.substr(at, length);
        at += length;
    }
    return std::string(trimmed(out));
}

std::optional<double> number_of(std::string_view text) {
    text = trimmed(text);
    double value = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<bool> truth_of(std::string_view text) {
    const auto word = ascii::lower(trimmed(text));
    constexpr std::array<std::string_view, 4> kYes{"yes", "true", "on", "1"};
    constexpr std::array<std::string_view, 4> kNo{"no", "false", "off", "0"};
    if (std::find(kYes.begin(), kYes.end(), word) != kYes.end()) return true;
    if (std::find(kNo.begin(), kNo.end(), word) != kNo.end()) return false;
    return std::nullopt;
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t group = 0;
        const auto count = std::min<std::size_t>(3, bytes.size() - at);
        for (std::size_t i = 0; i < 3; ++i)
            group = group << 8U | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            out += i <= count ? kLetters[group >> (18 - 6 * i) & 63U] : '=';
    }
    return out;
}

std::optional<std::string> literal_of(std::string_view regex) {
    if (regex.starts_with('^')) regex.remove_prefix(1);
    std::string out;
    for (std::size_t i = 0; i < regex.size(); ++i) {
        if (regex[i] == '\\') {
            // An escaped letter has a meaning of its own; an escaped sign is that sign.
            if (++i == regex.size() || ascii::is_letter(regex[i]) || ascii::is_digit(regex[i]))
                return std::nullopt;
        } else if (std::string_view("^$.|?*+()[]{}").find(regex[i]) != std::string_view::npos) {
            // A dot stands for any letter: of "SSH-2.0-" it means the dot.
            if (regex[i] != '.' || i + 1 == regex.size() ||
                std::string_view("?*+{").find(regex[i + 1]) != std::string_view::npos)
                return std::nullopt;
        }
        out += regex[i];
    }
    if (out.empty()) return std::nullopt;
    return out;
}

}  // namespace traypulse::moving
