#include "agent/translations/translate.h"

#include <cstdio>
#include <utility>

namespace traypulse {
namespace {

Catalogue& catalogue() {
    static Catalogue present;
    return present;
}

const char* english(const char* one, const char* many, unsigned long n) {
    return many != nullptr && n != 1 ? many : one;
}

const char* found(const char* context, const char* one, const char* many, unsigned long n) {
    const auto lookup = catalogue().lookup;
    return lookup == nullptr ? english(one, many, n) : lookup(context, one, many, n);
}

std::string filled(const char* translated, const char* original, const SentenceParts& parts) {
    std::string out;
    if (fill(out, translated, parts)) return out;
    out.clear();
    return fill(out, original, parts) ? out : std::string(original);
}

}  // namespace

void use_catalogue(Catalogue chosen) { catalogue() = std::move(chosen); }

const std::string& language() { return catalogue().language; }
const std::string& decimal_point() { return catalogue().decimal_point; }
const std::string& digit_group() { return catalogue().digit_group; }

const char* tr(const char* sentence) { return found(nullptr, sentence, nullptr, 1); }
const char* trc(const char* context, const char* sentence) {
    return found(context, sentence, nullptr, 1);
}

bool fill(std::string& out, std::string_view pattern, const SentenceParts& parts) {
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool place = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}' &&
                           pattern[i + 1] >= '0' && pattern[i + 1] <= '9';
        if (!place) {
            out += pattern[i];
            continue;
        }
        const auto index = static_cast<std::size_t>(pattern[i + 1] - '0');
        if (index >= parts.size()) return false;
        out += parts[index].text();
        i += 2;
    }
    return true;
}

std::string tr_parts(const char* context, const char* sentence, const SentenceParts& parts) {
    return filled(found(context, sentence, nullptr, 1), sentence, parts);
}

std::string trn_parts(const char* one, const char* many, unsigned long n,
                      const SentenceParts& parts) {
    return filled(found(nullptr, one, many, n), english(one, many, n), parts);
}

bool right_to_left() {
    return std::string_view(trc("rtl where the language runs from right to left", "ltr")) == "rtl";
}

std::string localised(std::string written) {
    if (decimal_point() == ".") return written;
    if (const auto dot = written.find('.'); dot != written.npos)
        written.replace(dot, 1, decimal_point());
    return written;
}

std::string decimal_text(double value, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return localised(text);
}

std::string percent_text(const std::string& number) { return tr("{0} %", number); }

std::string sentences(const std::string& first, const std::string& second) {
    if (first.empty() || second.empty()) return first + second;
    return trc("one sentence, and another behind it", "{0} {1}", first, second);
}

std::string listed(const std::string& before, const std::string& more) {
    return before.empty() ? more : tr("{0}, {1}", before, more);
}

std::string listed(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out = listed(out, word);
    return out;
}

std::string capitalised(std::string text) {
    if (text.empty()) return text;
    const auto first = static_cast<unsigned char>(text[0]);
    if (first >= 'a' && first <= 'z') {
        text[0] = static_cast<char>(first - 'a' + 'A');
    } else if (first == 0xC3 && text.size() > 1) {  // à to þ in UTF-8, but ÷
        const auto second = static_cast<unsigned char>(text[1]);
        if (second >= 0xA0 && second <= 0xBE && second != 0xB7)
            text[1] = static_cast<char>(second - 0x20);
    }
    return text;
}

}  // namespace traypulse
