#include "agent/cli/options.h"

#include <algorithm>
#include <map>

#include "agent/cli/option_parser.h"
#include "agent/config/nearest.h"

namespace traypulse::cli {

Parser::Parser() {
    app.name("traypulse");
    app.footer(std::string(help::kMainFooter));
    app.require_subcommand(0, 1);
    app.allow_extras();  // judged by us, with a suggestion
    app.set_help_flag("-h,--help", "This text; `traypulse COMMAND --help` tells more of a command");
    add_agent();
    add_ping();
    add_check();
    add_control();
    add_rest();
    path.add(app);
}

CLI::App* Parser::command(const char* name, std::string_view about, std::string_view footer) {
    auto* out = app.add_subcommand(name, std::string(about));
    out->footer(std::string(footer));
    out->allow_extras();
    return out;
}

void Parser::add_agent() {
    auto& a = draft.agent;
    app.add_flag("--version", draft.version, "The version");
    app.add_flag("--headless", a.headless,
                 "No tray and no windows: one line per change on standard output");
    app.add_option("--config", a.config_file, "The configuration, instead of the usual one")
        ->type_name("FILE");
    app.add_option("--state-dir", a.state_dir,
                   "Where the log and what is paused are kept, instead of the usual place")
        ->type_name("DIR");
    app.add_option("--helper-socket", a.helper_socket, "Where the helper service listens")
        ->type_name("PATH");
    app.add_option("--log-level", draft.log_level,
                   "debug, info, warning, error or critical; wins over the configuration")
        ->check(CLI::IsMember({"debug", "info", "warning", "error", "critical"}))
        ->type_name("LEVEL");
    app.add_flag("-v,--verbose", draft.verbose,
                 "The log on standard error too; twice: every packet");
    app.add_flag("-q,--quiet", draft.quiet, "Nothing but errors")->excludes("--verbose");
}

void Parser::add_rest() {
    config = command("config", help::kConfigAbout, {});
    config->require_subcommand(1);
    config_check = config->add_subcommand("check", std::string(help::kConfigCheckAbout));
    config_check->footer(std::string(help::kConfigCheckFooter));
    config_check->allow_extras();
    config_check->add_option("file", draft.config_check.file, "The file; none: the usual one")
        ->type_name("FILE");
    doctor = command("doctor", help::kDoctorAbout, help::kDoctorFooter);
    doctor->add_option("--config", draft.doctor.config_file, "The configuration to look at")
        ->type_name("FILE");
    doctor->add_option("--state-dir", draft.doctor.state_dir, "Where the log is to go")
        ->type_name("DIR");
    doctor
        ->add_option("--helper-socket", draft.doctor.helper_socket,
                     "Where the helper service listens")
        ->type_name("PATH");
}

std::string help_of(CLI::App* app) {
    std::string name = app->get_name();
    for (const auto* up = app->get_parent(); up != nullptr; up = up->get_parent())
        name.insert(0, up->get_name() + " ");
    return "see `" + name + " --help`";
}

namespace {

/// The one that was asked for; the innermost.
CLI::App* chosen(CLI::App& app) {
    CLI::App* at = &app;
    while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
    return at;
}

std::vector<std::string> words_of(CLI::App* app, bool option) {
    std::vector<std::string> out;
    if (!option) {
        for (const auto* sub : app->get_subcommands([](const CLI::App*) { return true; }))
            out.push_back(sub->get_name());
        return out;
    }
    for (const auto* o : app->get_options())
        for (const auto& name : o->get_lnames()) out.push_back("--" + name);
    return out;
}

/// What nobody asked for, with what was probably meant.
std::optional<Error> judge_extras(CLI::App& app) {
    CLI::App* at = chosen(app);
    auto extras = at->remaining();
    if (extras.empty()) extras = app.remaining(true);
    if (extras.empty()) return std::nullopt;
    const auto word = extras.front().substr(0, extras.front().find('='));
    const bool option = word.starts_with("-");
    const auto kind = option                                     ? "option"
                      : at == &app || at->get_name() == "config" ? "command"
                                                                 : "argument";
    return usage("unknown " + std::string(kind) + " \"" + word + "\"" +
                     config::did_you_mean(word, words_of(at, option)),
                 help_of(at));
}

Result<Action> agent_action(Draft& draft) {
    static const std::map<std::string, LogLevel> levels{{"debug", LogLevel::debug},
                                                        {"info", LogLevel::info},
                                                        {"warning", LogLevel::warning},
                                                        {"error", LogLevel::error},
                                                        {"critical", LogLevel::critical}};
    auto& a = draft.agent;
    if (!draft.log_level.empty()) a.log_level = levels.at(draft.log_level);
    a.verbosity = draft.quiet ? -1 : std::min(draft.verbose, 2);
    return Action(a);
}

Result<Action> action_of(Parser& parser) {
    auto& draft = parser.draft;
    CLI::App* at = chosen(parser.app);
    if (at == parser.ping) return ping_action(draft, at);
    if (at == parser.check) return check_action(draft, at);
    if (at == parser.config_check) return Action(draft.config_check);
    if (at == parser.doctor) return Action(draft.doctor);
    if (at == parser.path.trace) {
        auto trace = parser.path.chosen_trace();
        return trace ? Result<Action>(Action(trace.value())) : trace.error();
    }
    if (at == parser.path.mtu) {
        auto mtu = parser.path.chosen_mtu();
        return mtu ? Result<Action>(Action(mtu.value())) : mtu.error();
    }
    const std::map<const CLI::App*, control::Verb> verbs{
        {parser.status, control::Verb::status}, {parser.why, control::Verb::why},
        {parser.pause, control::Verb::pause},   {parser.resume, control::Verb::resume},
        {parser.mute, control::Verb::mute},     {parser.unmute, control::Verb::unmute}};
    if (const auto verb = verbs.find(at); verb != verbs.end())
        return control_action(draft, verb->second);
    return agent_action(draft);
}

}  // namespace

Result<Action> parse_arguments(const std::vector<std::string>& arguments,
                               const std::string& version) {
    Parser parser;
    try {
        auto reversed = arguments;  // as CLI11 takes them
        std::reverse(reversed.begin(), reversed.end());
        parser.app.parse(std::move(reversed));
    } catch (const CLI::CallForHelp&) {
        return Action(PrintText{parser.app.help()});
    } catch (const CLI::ParseError& error) {
        if (const auto extra = judge_extras(parser.app)) return *extra;
        std::string what = error.what();
        std::replace(what.begin(), what.end(), '\n', ' ');
        return usage(std::move(what), help_of(chosen(parser.app)));
    }
    if (const auto extra = judge_extras(parser.app)) return *extra;
    if (parser.draft.version) return Action(PrintText{"traypulse " + version + "\n"});
    return action_of(parser);
}

}  // namespace traypulse::cli
