// Sentences in the person's language. Pure: without a catalogue (tests, a language that is
// not shipped) every sentence is the English one of the source. `catalogue.h` brings the others.
//
// A sentence is whole: what varies stands in it as {0}, {1}, …, and a translation may order them as
// its grammar wants. xgettext finds the calls by their names (`./dev translations`), so the
// sentence is always a literal in the call. What machines read (JSON, codes, the program's own log
// messages) is never translated.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

namespace traypulse {

/// A value within a sentence. Numbers are whole ones; others come as text (`decimal_text`).
class SentencePart {
 public:
    SentencePart(std::string text) : text_(std::move(text)) {}  // NOLINT(google-explicit-*)
    SentencePart(std::string_view text) : text_(text) {}        // NOLINT(google-explicit-*)
    SentencePart(const char* text) : text_(text) {}             // NOLINT(google-explicit-*)
    template <std::integral Number>
    SentencePart(Number n) : text_(std::to_string(n)) {}  // NOLINT(google-explicit-*)
    const std::string& text() const { return text_; }

 private:
    std::string text_;
};
using SentenceParts = std::vector<SentencePart>;

/// The same sentence in the person's language; lives as long as the program.
const char* tr(const char* sentence);
/// The same, where one English word has several meanings: `context` tells them apart.
const char* trc(const char* context, const char* sentence);
/// Marks a sentence of a constant table for xgettext; `tr` translates it where it is shown.
constexpr const char* for_translation(const char* sentence) { return sentence; }

/// `pattern` with {0}, {1}, … filled in; nothing where it asks for a part that there is not.
bool fill(std::string& out, std::string_view pattern, const SentenceParts& parts);

std::string tr_parts(const char* context, const char* sentence, const SentenceParts& parts);
std::string trn_parts(const char* one, const char* many, unsigned long n,
                      const SentenceParts& parts);

/// A sentence with its parts. A translation whose places do not fit is passed over for the English.
template <class First, class... More>
std::string tr(const char* sentence, First&& first, More&&... more) {
    return tr_parts(nullptr, sentence, {SentencePart(first), SentencePart(more)...});
}
template <class First, class... More>
std::string trc(const char* context, const char* sentence, First&& first, More&&... more) {
    return tr_parts(context, sentence, {SentencePart(first), SentencePart(more)...});
}
/// A sentence about `n` things; {0} is `n`, the parts follow from {1} on.
template <std::integral Number, class... More>
std::string trn(const char* one, const char* many, Number n, More&&... more) {
    return trn_parts(one, many, static_cast<unsigned long>(n),
                     {SentencePart(n), SentencePart(more)...});
}

/// What the person's LC_NUMERIC says: "." or ",".
const std::string& decimal_point();
/// Between groups of three digits; empty where numbers are not grouped.
const std::string& digit_group();
/// Rounded to so many digits behind the decimal point: "1.2", "1,2".
std::string decimal_text(double value, int digits);
/// A number that was written with a dot, as this person writes it.
std::string localised(std::string written);
/// "12 %", "0,4 %".
std::string percent_text(const std::string& number);
/// One sentence, and another behind it.
std::string sentences(const std::string& first, const std::string& second);
/// What comes in a list: "before, more"; the first alone where there is nothing before it.
std::string listed(const std::string& before, const std::string& more);
std::string listed(const std::vector<std::string>& words);
/// The first letter as at the beginning of a sentence (ASCII and Latin-1).
std::string capitalised(std::string text);

/// Where the sentences come from: gettext's, or a test's. `many` and `context` may be null.
struct Catalogue {
    const char* (*lookup)(const char* context, const char* one, const char* many,
                          unsigned long n) = nullptr;
    std::string decimal_point = ".";
    std::string digit_group = ",";
    std::string language = "en";  ///< of BCP 47: "de", "zh-CN"
};
/// Before other threads start.
void use_catalogue(Catalogue catalogue);
/// Whether the language runs from right to left; its translation says so.
bool right_to_left();
/// The language of the sentences, as HTML's lang wants it.
const std::string& language();

}  // namespace traypulse
