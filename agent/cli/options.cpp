#include "agent/cli/options.h"

#include <algorithm>
#include <functional>
#include <map>

#include "agent/cli/help_formatter.h"
#include "agent/cli/option_parser.h"
#include "agent/cli/option_values.h"
#include "agent/config/duration.h"
#include "agent/config/nearest.h"
#include "agent/translations/translate.h"

namespace traypulse::cli {
namespace {

/// CLI11 takes a text as the reason of a refusal, an empty one as consent.
std::function<std::string(const std::string&)> take_duration(Nanoseconds& out, Nanoseconds least,
                                                             Nanoseconds most) {
    return [&out, least, most](const std::string& text) -> std::string {
        const auto value = config::parse_duration(text, config::BareNumber::seconds);
        if (!value)
            return tr("\"{0}\" is no duration; write it like {1}", text,
                      "0.5, 500ms, 2s, 1m30s, 1h");
        if (*value < least || *value > most)
            return tr("\"{0}\" is not between {1} and {2}", text, config::duration_text(least),
                      config::duration_text(most));
        out = *value;
        return {};
    };
}

}  // namespace

Parser::Parser() {
    app.name("traypulse");
    app.formatter(std::make_shared<HelpFormatter>());  // commands take over what is set by now
    set_footer(app, help::main_footer);
    app.require_subcommand(0, 1);
    app.allow_extras();  // judged by us, with a suggestion
    app.set_help_flag("-h,--help",
                      tr("This text; `traypulse COMMAND --help` tells more of a command"));
    add_agent();
    add_ping();
    add_check();
    add_control();
    add_rest();
    path.add(app);
    history.add(app);
}

void Parser::duration(CLI::App* to, const char* names, Nanoseconds& out, Nanoseconds least,
                      Nanoseconds most, const char* about) {
    // The check does the work, so that a refusal is a sentence of ours; the callback has nothing to
    // do.
    to->add_option_function<std::string>(
          names, [](const std::string&) {}, about)
        ->check(CLI::Validator(
            [take = take_duration(out, least, most)](std::string& text) { return take(text); }, ""))
        ->type_name("DUR");
}

void set_footer(CLI::App& of, help::Footer footer) {
    of.footer([footer] {
        auto text = footer();
        if (text.ends_with('\n')) text.pop_back();  // CLI11 adds one
        return text;
    });
}

CLI::App* add_command(CLI::App& to, const char* name, const char* about, help::Footer footer) {
    auto* out = to.add_subcommand(name, tr(about));
    if (footer != nullptr) set_footer(*out, footer);
    out->allow_extras();
    return out;
}

void Parser::add_agent() {
    auto& a = draft.agent;
    app.add_flag("--version", draft.version, tr("The version"));
    app.add_flag("--headless", a.headless,
                 tr("No tray and no windows: one line per change on standard output"));
    app.add_option("--config", a.config_file, tr("The configuration, instead of the usual one"))
        ->type_name("FILE");
    app.add_option("--state-dir", a.state_dir,
                   tr("Where the log and what is paused are kept, instead of the usual place"))
        ->type_name("DIR");
    app.add_option("--helper-socket", a.helper_socket, tr("Where the helper service listens"))
        ->type_name("PATH");
    app.add_option("--log-level", draft.log_level,
                   tr("{0}; wins over the configuration", "debug, info, warning, error, critical"))
        ->check(one_of({"debug", "info", "warning", "error", "critical"}))
        ->type_name("LEVEL");
    app.add_flag("-v,--verbose", draft.verbose,
                 tr("The log on standard error too; twice: every packet"));
    app.add_flag("-q,--quiet", draft.quiet, tr("Nothing but errors"))->excludes("--verbose");
}

void Parser::add_rest() {
    config = add_command(app, "config", help::kConfigAbout);
    config->require_subcommand(1);
    config_check =
        add_command(*config, "check", help::kConfigCheckAbout, help::config_check_footer);
    config_check->add_option("file", draft.config_check.file, tr("The file; none: the usual one"))
        ->type_name("FILE");
    doctor = add_command(app, "doctor", help::kDoctorAbout, help::doctor_footer);
    doctor->add_option("--config", draft.doctor.config_file, tr("The configuration to look at"))
        ->type_name("FILE");
    doctor->add_option("--state-dir", draft.doctor.state_dir, tr("Where the log is to go"))
        ->type_name("DIR");
    doctor
        ->add_option("--helper-socket", draft.doctor.helper_socket,
                     tr("Where the helper service listens"))
        ->type_name("PATH");
}

std::string help_of(const CLI::App* app) {
    std::string name = app->get_name();
    for (const auto* up = app->get_parent(); up != nullptr; up = up->get_parent())
        name.insert(0, up->get_name() + " ");
    return tr("see `{0} --help`", name);
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
    std::erase(extras, "--");  // CLI11 keeps what ends the options among what it does not know
    if (extras.empty()) return std::nullopt;
    const auto word = extras.front().substr(0, extras.front().find('='));
    const bool option = word.starts_with("-");
    const auto what = option ? tr("unknown option \"{0}\"", word)
                      : at == &app || at->get_name() == "config"
                          ? tr("unknown command \"{0}\"", word)
                          : tr("unknown argument \"{0}\"", word);
    return usage(what + config::did_you_mean(word, words_of(at, option)), help_of(at));
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

template <class Arguments>
Result<Action> as_action(Result<Arguments> chosen) {
    return chosen ? Result<Action>(Action(std::move(chosen).value())) : chosen.error();
}

Result<Action> action_of(Parser& parser) {
    auto& draft = parser.draft;
    CLI::App* at = chosen(parser.app);
    if (at == parser.ping) return ping_action(draft, at);
    if (at == parser.check) return check_action(draft, at);
    if (at == parser.config_check) return Action(draft.config_check);
    if (at == parser.doctor) return Action(draft.doctor);
    if (at == parser.watch) return Action(draft.watch);
    if (at == parser.path.trace) {
        auto trace = parser.path.chosen_trace();
        return trace ? Result<Action>(Action(trace.value())) : trace.error();
    }
    if (at == parser.path.mtu) {
        auto mtu = parser.path.chosen_mtu();
        return mtu ? Result<Action>(Action(mtu.value())) : mtu.error();
    }
    if (at == parser.history.export_command) return as_action(parser.history.chosen_export());
    if (at == parser.history.import_command) return as_action(parser.history.chosen_import());
    if (at == parser.history.report_command) return as_action(parser.history.chosen_report());
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
    if (const auto refused = judge_flags(parser.app, arguments)) return *refused;
    try {
        auto reversed = arguments;  // as CLI11 takes them
        std::reverse(reversed.begin(), reversed.end());
        parser.app.parse(std::move(reversed));
    } catch (const CLI::CallForHelp&) {
        return Action(PrintText{parser.app.help()});
    } catch (const CLI::ParseError& error) {
        if (const auto extra = judge_extras(parser.app)) return *extra;
        return usage(refusal_text(error), help_of(chosen(parser.app)));
    }
    if (const auto extra = judge_extras(parser.app)) return *extra;
    if (parser.draft.version) return Action(PrintText{"traypulse " + version + "\n"});
    return action_of(parser);
}

}  // namespace traypulse::cli
