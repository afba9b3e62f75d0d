// How `--help` looks: CLI11's frame with our words, and nothing of its inner ones.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace traypulse::cli {

class HelpFormatter : public CLI::Formatter {
 public:
    HelpFormatter();
    std::string make_group(std::string group, bool is_positional,
                           std::vector<const CLI::Option*> options) const override;
    std::string make_subcommands(const CLI::App* app, CLI::AppFormatMode mode) const override;
    std::string make_subcommand(const CLI::App* sub) const override;
    std::string make_description(const CLI::App* app) const override;
    std::string make_usage(const CLI::App* app, std::string name) const override;
    std::string make_footer(const CLI::App* app) const override;
    std::string make_option(const CLI::Option* option, bool is_positional) const override;
    std::string make_option_opts(const CLI::Option* option) const override;
};

}  // namespace traypulse::cli
