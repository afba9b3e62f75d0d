#include "agent/cli/help_formatter.h"

#include <utility>

#include "agent/cli/help_layout.h"
#include "agent/translations/translate.h"

namespace traypulse::cli {
namespace {

constexpr std::size_t kColumn = 30;

std::string heading(const char* text) { return "\n" + std::string(text) + "\n"; }

}  // namespace

HelpFormatter::HelpFormatter() {
    column_width(kColumn);
    label("Usage", "");  // with its colon, below
    label("OPTIONS", tr("OPTIONS"));
    label("SUBCOMMAND", tr("COMMAND"));
}

std::string HelpFormatter::make_group(std::string /*group*/, bool is_positional,
                                      std::vector<const CLI::Option*> options) const {
    auto out = heading(is_positional ? tr("Arguments:") : tr("Options:"));
    for (const auto* option : options) out += make_option(option, is_positional);
    return out;
}

std::string HelpFormatter::make_subcommands(const CLI::App* app,
                                            CLI::AppFormatMode /*mode*/) const {
    std::string out;
    for (const auto* sub : app->get_subcommands({})) out += make_subcommand(sub);
    return out.empty() ? out : heading(tr("Commands:")) + out;
}

std::string HelpFormatter::make_subcommand(const CLI::App* sub) const {
    return help_line(sub->get_name(), sub->get_description(), kColumn);
}

std::string HelpFormatter::make_description(const CLI::App* app) const {
    return app->get_description() + "\n";
}

std::string HelpFormatter::make_usage(const CLI::App* app, std::string name) const {
    return tr("Usage:") + Formatter::make_usage(app, std::move(name)).substr(1);
}

std::string HelpFormatter::make_footer(const CLI::App* app) const { return app->get_footer(); }

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
    return help_line(make_option_name(option, is_positional) + make_option_opts(option),
                     option->get_description(), kColumn);
}

/// "FILE …" with what it stands for behind the colon left out, unless that is a short range.
std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
    std::string out;
    if (option->get_items_expected_max() != 0) {
        const auto type = option->get_type_name();
        const auto colon = type.find(':');
        out += " " + type.substr(0, colon);
        if (colon != std::string::npos && type.find('{') == std::string::npos)
            out += " " + type.substr(colon + 1);
        if (option->get_items_expected_max() > 1) out += " …";
    }
    for (const auto* other : option->get_excludes())
        out += " " + tr("(not with {0})", other->get_name());
    return out;
}

}  // namespace traypulse::cli
