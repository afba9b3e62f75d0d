// The inside of options.h: what CLI11 fills in, and the commands by groups.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/cli/help_text.h"
#include "agent/cli/options.h"
#include "agent/cli/usage.h"

namespace traypulse::cli {

/// Everything that parsing fills in, before it is known which of it was asked for.
struct Draft {
    AgentOptions agent;
    std::string log_level;
    bool version = false;
    bool quiet = false;
    int verbose = 0;
    PingOptions ping;
    CheckArguments check;
    Nanoseconds check_timeout{};
    bool only_v4 = false;
    bool only_v6 = false;
    int ttl = 0;
    bool json = false;
    bool waybar = false;
    control::Request request;
    std::optional<std::uint32_t> outage;
    Nanoseconds duration{};
    bool until_recovered = false;
    ConfigCheckOptions config_check;
    DoctorOptions doctor;
    WatchOptions watch;
};

/// The text must outlive the parsing; CLI11 keeps no copy of what it refused.
struct Parser {
    Draft draft;
    CLI::App app{help::main_about()};
    CLI::App* ping = nullptr;
    CLI::App* check = nullptr;
    CLI::App* status = nullptr;
    CLI::App* why = nullptr;
    CLI::App* pause = nullptr;
    CLI::App* resume = nullptr;
    CLI::App* mute = nullptr;
    CLI::App* unmute = nullptr;
    CLI::App* watch = nullptr;
    CLI::App* config = nullptr;
    CLI::App* config_check = nullptr;
    CLI::App* doctor = nullptr;
    PathCommands path;
    HistoryCommands history;

    Parser();
    void add_agent();
    void add_ping();     ///< options_probing.cpp
    void add_check();    ///< options_probing.cpp
    void add_control();  ///< options_control.cpp
    void add_rest();
    static void duration(CLI::App* to, const char* names, Nanoseconds& out, Nanoseconds least,
                         Nanoseconds most, const char* about);
};

/// A command whose first line is of help_text.h. What is unknown behind it is judged by us.
CLI::App* add_command(CLI::App& to, const char* name, const char* about,
                      help::Footer footer = nullptr);
/// Laid out when --help is asked for, and at no other start.
void set_footer(CLI::App& of, help::Footer footer);

/// "see `traypulse ping --help`"
std::string help_of(const CLI::App* app);

/// Refuses a value behind a flag. options_flags.cpp
std::optional<Error> judge_flags(const CLI::App& app, const std::vector<std::string>& arguments);

// What was asked for, once it is known which command it was.
Result<Action> ping_action(Draft& draft, CLI::App* app);
Result<Action> check_action(Draft& draft, CLI::App* app);
Result<Action> control_action(Draft& draft, control::Verb verb);

}  // namespace traypulse::cli
