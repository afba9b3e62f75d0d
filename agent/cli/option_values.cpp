#include "agent/cli/option_values.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "agent/config/nearest.h"
#include "agent/translations/translate.h"
#include "shared/plain_text.h"

namespace traypulse::cli {
namespace {

constexpr auto kMost = std::numeric_limits<std::uint32_t>::max();

std::string take_number(std::string& text, std::uint32_t least, std::uint32_t most) {
    std::int64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    const bool whole = read.ec == std::errc() && read.ptr == end;
    if (!whole && read.ec != std::errc::result_out_of_range)
        return tr("\"{0}\" is no whole number", text);
    if (whole && number >= least && number <= most) {
        text = std::to_string(number);
        return {};
    }
    return tr("\"{0}\" is not between {1} and {2}", text, least, most);
}

/// "--count: At Most 1 required but received 2": the option's name is first.
std::string subject_of(const std::string& what) { return what.substr(0, what.find(':')); }

std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

}  // namespace

CLI::Validator between(std::uint32_t least, std::uint32_t most) {
    const auto range =
        most == kMost ? std::string() : std::to_string(least) + "–" + std::to_string(most);
    return {[least, most](std::string& text) { return take_number(text, least, most); }, range};
}

CLI::Validator counted() { return between(1, kMost); }

CLI::Validator one_of(std::vector<std::string> words) {
    auto list = "{" + joined(words, ",") + "}";
    return {[words = std::move(words)](std::string& text) -> std::string {
                if (std::find(words.begin(), words.end(), text) != words.end()) return {};
                return tr("\"{0}\" is none of {1}", text, joined(words, ", ")) +
                       config::did_you_mean(text, words);
            },
            std::move(list)};
}

std::string refusal_text(const CLI::ParseError& error) {
    auto what = one_line(error.what());
    if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) return tr("name a command");
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr)
        return what.find("At Most") != what.npos
                   ? tr("{0} can be given only once", subject_of(what))
                   : tr("{0} needs a value", subject_of(what));
    if (dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr) {
        constexpr std::string_view kBetween = " excludes ";
        if (const auto at = what.find(kBetween); at != what.npos)
            return tr("{0} excludes {1}", what.substr(0, at), what.substr(at + kBetween.size()));
    }
    return what;  // of a check of ours: "--count: …"
}

}  // namespace traypulse::cli
