#include "agent/translations/columns.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace traypulse {
namespace {

struct Letter {
    char32_t code;
    std::size_t bytes;
};

Letter first_letter(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    if (bytes == 1 || bytes > text.size()) return {first, 1};
    char32_t code = first & (0xFFU >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i)
        code = code << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
    return {code, bytes};
}

struct Span {
    char32_t first, last;
};
// The wide ones (W and F of EastAsianWidth.txt) that scripts in use have.
constexpr std::array kWide{Span{0x1100, 0x115F},   Span{0x2E80, 0x303E},  Span{0x3041, 0xA4CF},
                           Span{0xAC00, 0xD7A3},   Span{0xF900, 0xFAFF},  Span{0xFE30, 0xFE6F},
                           Span{0xFF00, 0xFF60},   Span{0xFFE0, 0xFFE6},  Span{0x1F300, 0x1F64F},
                           Span{0x1F900, 0x1F9FF}, Span{0x20000, 0x3FFFD}};

std::size_t columns_of(char32_t code) {
    const bool combining = code >= 0x0300 && code <= 0x036F;
    if (combining) return 0;
    return std::any_of(kWide.begin(), kWide.end(),
                       [code](const Span& s) { return code >= s.first && code <= s.last; })
               ? 2
               : 1;
}

template <std::size_t N>
bool among(const std::array<char32_t, N>& letters, char32_t code) {
    return std::find(letters.begin(), letters.end(), code) != letters.end();
}

// No line begins with these …
constexpr std::array<char32_t, 40> kClosing{U')',  U']',  U',',  U'.',  U';',  U':',  U'!',  U'?',
                                            U'%',  U'…',  U'、', U'。', U'，', U'．', U'；', U'：',
                                            U'！', U'？', U'）', U'」', U'』', U'】', U'”',  U'’',
                                            U'ー', U'々', U'ぁ', U'ぃ', U'ぅ', U'ぇ', U'ぉ', U'っ',
                                            U'ゃ', U'ゅ', U'ょ', U'ァ', U'ッ', U'ャ', U'ュ', U'ョ'};
// … and none ends with these.
constexpr std::array<char32_t, 8> kOpening{U'(', U'[', U'（', U'「', U'『', U'【', U'“', U'‘'};

bool breaks_between(char32_t before, char32_t behind) {
    const bool wide = columns_of(before) == 2 || columns_of(behind) == 2;
    return wide && !among(kClosing, behind) && !among(kOpening, before);
}

/// French has a blank before a sign that closes: "perdu ; ", "2 %", "« ping »".
bool holds(std::string_view text, std::size_t blank, char32_t before) {
    const auto next = text.find_first_not_of(' ', blank);
    if (next == text.npos || before == U'«') return true;
    const auto sign = first_letter(text.substr(next));
    const auto rest = text.substr(next + sign.bytes);
    const bool closes = sign.code == U'»' || sign.code == U'%' || among(kClosing, sign.code);
    // ".csv" and ":8080" are words.
    return closes && (rest.empty() || rest[0] == ' ' || among(kClosing, first_letter(rest).code));
}

/// The bytes up to where a line may be broken. A command in code marks is not broken at letters;
/// `code`: within these marks.
std::size_t first_piece(std::string_view text, bool& code) {
    for (std::size_t at = 0; at < text.size();) {
        const auto letter = first_letter(text.substr(at));
        if (letter.code == U'`') code = !code;
        at += letter.bytes;
        if (at >= text.size()) break;
        if (text[at] == ' ') {
            if (!holds(text, at, letter.code)) return at;
        } else if (!code && letter.code != U' ' &&
                   breaks_between(letter.code, first_letter(text.substr(at)).code)) {
            return at;
        }
    }
    return text.size();
}

}  // namespace

std::size_t terminal_columns(std::string_view text) {
    std::size_t out = 0;
    while (!text.empty()) {
        const auto letter = first_letter(text);
        out += columns_of(letter.code);
        text.remove_prefix(letter.bytes);
    }
    return out;
}

std::size_t bytes_in_columns(std::string_view text, std::size_t columns) {
    std::size_t at = 0;
    for (std::size_t used = 0; at < text.size();) {
        const auto letter = first_letter(text.substr(at));
        used += columns_of(letter.code);
        if (used > columns) break;
        at += letter.bytes;
    }
    return at;
}

std::string padded_right(std::string text, std::size_t columns) {
    const auto used = terminal_columns(text);
    if (used < columns) text.append(columns - used, ' ');
    return text;
}

std::string padded_left(const std::string& text, std::size_t columns) {
    const auto used = terminal_columns(text);
    return std::string(used < columns ? columns - used : 0, ' ') + text;
}

std::vector<std::string> lines_within(std::string_view text, std::size_t columns) {
    std::vector<std::string> out;
    std::string line;
    bool code = false;
    while (!text.empty()) {
        const bool blank = text.front() == ' ';
        if (blank) text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        const auto piece = text.substr(0, first_piece(text, code));
        text.remove_prefix(piece.size());
        const std::size_t between = blank && !line.empty() ? 1 : 0;
        if (!line.empty() && terminal_columns(line) + between + terminal_columns(piece) > columns) {
            out.push_back(std::move(line));
            line.clear();
        }
        if (!line.empty()) line.append(between, ' ');
        line += piece;
    }
    if (!line.empty()) out.push_back(std::move(line));
    return out;
}

}  // namespace traypulse
