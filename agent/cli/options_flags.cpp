// CLI11 takes a flag with a value, and reads it: "--version=-1" as no "--version" at all. Its own
// disable_flag_override() still takes "--version=true" and "--version=". So it is judged here,
// before it parses.
#include <utility>

#include "agent/cli/option_parser.h"
#include "agent/translations/translate.h"

namespace traypulse::cli {
namespace {

bool is_flag(const CLI::Option& option) { return option.get_items_expected_max() == 0; }

const CLI::App* command_below(const CLI::App& app, const std::string& word) {
    for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; }))
        if (sub->check_name(word)) return sub;
    return nullptr;
}

struct Judged {
    std::string flag_with_value;  ///< as it was typed, without the value; empty: none
    bool takes_next = false;      ///< what follows is a value, whatever it looks like
};

/// "--name" and "--name=value"
Judged judge_long(const CLI::App& app, const std::string& word) {
    const auto equals = word.find('=');
    const auto name = word.substr(0, equals);
    const auto* option = app.get_option_no_throw(name);
    if (option == nullptr) return {};
    if (is_flag(*option)) return {equals == word.npos ? "" : name, false};
    return {"", equals == word.npos || equals + 1 == word.size()};
}

/// "-vq", and "-c" with its value, joined or not.
Judged judge_short(const CLI::App& app, const std::string& word) {
    for (std::size_t at = 1; at < word.size(); ++at) {
        const auto name = std::string("-") + word[at];
        const auto* option = app.get_option_no_throw(name);
        if (option == nullptr) return {};
        const bool last = at + 1 == word.size();
        if (!is_flag(*option)) return {"", last};
        if (!last && word[at + 1] == '=') return {name, false};
    }
    return {};
}

}  // namespace

std::optional<Error> judge_flags(const CLI::App& app, const std::vector<std::string>& arguments) {
    const auto* at = &app;
    bool is_value = false;
    for (const auto& word : arguments) {
        if (std::exchange(is_value, false)) continue;
        if (word == "--") break;
        if (!word.starts_with("-")) {
            if (const auto* below = command_below(*at, word)) at = below;
            continue;
        }
        auto judged = word.starts_with("--") ? judge_long(*at, word) : judge_short(*at, word);
        if (!judged.flag_with_value.empty())
            return usage(tr("{0} takes no value", judged.flag_with_value), help_of(at));
        is_value = judged.takes_next;
    }
    return std::nullopt;
}

}  // namespace traypulse::cli
