#include "agent/cli/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <optional>

#include "agent/cli/help_text.h"
#include "agent/cli/usage.h"
#include "agent/config/duration.h"
#include "agent/config/nearest.h"
#include "agent/config/parse.h"

namespace traypulse::cli {
namespace {

/// CLI11 takes a text as the reason of a refusal, an empty one as consent.
std::function<std::string(const std::string&)> take_duration(Nanoseconds& out, Nanoseconds least,
                                                             Nanoseconds most) {
    return [&out, least, most](const std::string& text) -> std::string {
        const auto value = config::parse_duration(text, config::BareNumber::seconds);
        if (!value)
            return "\"" + text + "\" is no duration; write it like 0.5, 500ms, 2s, 1m30s or 1h";
        if (*value < least || *value > most)
            return "\"" + text + "\" is not between " + config::duration_text(least) + " and " +
                   config::duration_text(most);
        out = *value;
        return {};
    };
}

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
};

/// The text must outlive the parsing; CLI11 keeps no copy of what it refused.
struct Parser {
    Draft draft;
    CLI::App app{std::string(help::kAbout)};
    CLI::App* ping = nullptr;
    CLI::App* check = nullptr;
    CLI::App* status = nullptr;
    CLI::App* why = nullptr;
    CLI::App* pause = nullptr;
    CLI::App* resume = nullptr;
    CLI::App* mute = nullptr;
    CLI::App* unmute = nullptr;
    CLI::App* config = nullptr;
    CLI::App* config_check = nullptr;
    CLI::App* doctor = nullptr;
    PathCommands path;

    Parser();
    void add_agent();
    void add_ping();
    void add_check();
    void add_control();
    void add_rest();
    CLI::App* command(const char* name, std::string_view about, std::string_view footer);
    static void duration(CLI::App* to, const char* names, Nanoseconds& out, Nanoseconds least,
                         Nanoseconds most, const char* about);
};

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

void Parser::duration(CLI::App* to, const char* names, Nanoseconds& out, Nanoseconds least,
                      Nanoseconds most, const char* about) {
    // The check does the work, so that a refusal is a sentence of ours; the callback has nothing to
    // do.
    to->add_option_function<std::string>(
          names, [](const std::string&) {}, about)
        ->check(CLI::Validator(
            [take = take_duration(out, least, most)](std::string& text) { return take(text); },
            "DUR"))
        ->type_name("");
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

void Parser::add_ping() {
    auto& p = draft.ping;
    ping = command("ping", help::kPingAbout, help::kPingFooter);
    ping->add_option("targets", p.targets,
                     "Names or addresses: example.com, 192.0.2.1, icmp6://host")
        ->type_name("TARGET");
    ping->add_option("-c,--count", p.count,
                     "So many requests to each target; without: until Ctrl-C")
        ->check(CLI::Range(std::uint32_t{1}, std::numeric_limits<std::uint32_t>::max()))
        ->type_name("N");
    duration(ping, "-i,--interval", p.interval, config::kLeastInterval, config::kMostInterval,
             "DUR  Between two requests to a target [1s]");
    duration(ping, "-W,--timeout", p.timeout, config::kLeastTimeout, config::kMostTimeout,
             "DUR  How long an answer is waited for [1s]");
    ping->add_option("-s,--size", p.payload_size, "Bytes behind the ICMP header [56]")
        ->check(CLI::Range(0, config::kMostPayload))
        ->type_name("BYTES");
    ping->add_option("-t,--ttl", draft.ttl, "Time to live of the requests")
        ->check(CLI::Range(1, 255))
        ->type_name("TTL");
    auto* v4 = ping->add_flag("-4", draft.only_v4, "IPv4 only");
    ping->add_flag("-6", draft.only_v6, "IPv6 only")->excludes(v4);
    ping->add_option("-f,--file", p.file,
                     "More targets, one a line, # begins a comment; -: standard input")
        ->type_name("FILE");
    ping->add_flag("--json", p.json, "JSON Lines: one object a result, one a summary");
    ping->add_flag("--summary", p.summary, "Only the summaries");
    ping->add_option("--helper-socket", p.helper_socket, "Where the helper service listens")
        ->type_name("PATH");
}

void Parser::add_check() {
    auto& c = draft.check;
    check = command("check", help::kCheckAbout, help::kCheckFooter);
    check->add_option("targets", c.targets, "URIs, or names of targets of the configuration")
        ->type_name("URI");
    check
        ->add_option("-o,--option", c.keys,
                     "A key of a [[target]], for the URIs: -o status=204 -o banner=SSH")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    duration(check, "-W,--timeout", draft.check_timeout, config::kLeastTimeout,
             config::kMostTimeout, "DUR  How long each may take, instead of the kind's own time");
    auto* v4 = check->add_flag("-4", draft.only_v4, "IPv4 only");
    check->add_flag("-6", draft.only_v6, "IPv6 only")->excludes(v4);
    check->add_flag("--json", c.json, "JSON Lines: one object a check");
    check->add_option("--config", c.config_file, "The configuration, instead of the usual one")
        ->type_name("FILE");
    check->add_option("--helper-socket", c.helper_socket, "Where the helper service listens")
        ->type_name("PATH");
}

void Parser::add_control() {
    status = command("status", help::kStatusAbout, help::kStatusFooter);
    auto* json =
        status->add_flag("--json", draft.json, "JSON Lines: the verdict, then each target");
    status->add_flag("--waybar", draft.waybar, "One object for waybar's custom module")
        ->excludes(json);
    why = command("why", help::kWhyAbout, help::kWhyFooter);
    why->add_flag("--json", draft.json, "JSON Lines, with evidence and what was held back");
    why->add_option("outage", draft.outage, "The number of an outage, as the list shows it")
        ->check(CLI::Range(std::uint32_t{1}, std::numeric_limits<std::uint32_t>::max()))
        ->type_name("OUTAGE");

    constexpr Nanoseconds least = std::chrono::seconds(1);
    const auto length = [&](CLI::App* to, const char* about) {
        duration(to, "--for", draft.duration, least, control::kLongestPause, about);
    };
    pause = command("pause", help::kPauseAbout, help::kPauseFooter);
    pause->add_option("targets", draft.request.targets, "Names; none: everything")
        ->type_name("TARGET");
    length(pause, "DUR  So long; without: until resumed");
    resume = command("resume", help::kResumeAbout, {});
    resume->add_option("targets", draft.request.targets, "Names; none: everything")
        ->type_name("TARGET");
    mute = command("mute", help::kMuteAbout, help::kMuteFooter);
    mute->add_option("targets", draft.request.targets, "Targets or causes; none: everything")
        ->type_name("TARGET|CAUSE");
    length(mute, "DUR  So long; without: until it has recovered");
    mute->add_flag("--until-recovered", draft.until_recovered,
                   "Until it has recovered: the same as without --for")
        ->excludes("--for");
    unmute = command("unmute", help::kUnmuteAbout, {});
    unmute->add_option("targets", draft.request.targets, "Targets or causes; none: everything")
        ->type_name("TARGET|CAUSE");
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

/// The one that was asked for; the innermost.
CLI::App* chosen(CLI::App& app) {
    CLI::App* at = &app;
    while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
    return at;
}

std::string help_of(CLI::App* app) {
    std::string name = app->get_name();
    for (const auto* up = app->get_parent(); up != nullptr; up = up->get_parent())
        name.insert(0, up->get_name() + " ");
    return "see `" + name + " --help`";
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

Result<Action> ping_action(Draft& draft, CLI::App* app) {
    auto& p = draft.ping;
    if (draft.only_v4) p.family = Family::ipv4;
    if (draft.only_v6) p.family = Family::ipv6;
    if (draft.ttl != 0) p.ttl = Ttl(static_cast<std::uint8_t>(draft.ttl));
    if (p.targets.empty() && p.file.empty())
        return usage("nothing to ping", "name a target or a file of them (-f); " + help_of(app));
    return Action(p);
}

Result<Action> check_action(Draft& draft, CLI::App* app) {
    auto& c = draft.check;
    if (draft.only_v4) c.family = Family::ipv4;
    if (draft.only_v6) c.family = Family::ipv6;
    if (draft.check_timeout > Nanoseconds::zero()) c.timeout = draft.check_timeout;
    if (c.targets.empty())
        return usage("nothing to check", "name a URI, like tcp://host:22; " + help_of(app));
    return Action(c);
}

Result<Action> control_action(Draft& draft, control::Verb verb) {
    auto request = draft.request;
    request.verb = verb;
    request.format = draft.waybar ? control::Format::waybar
                     : draft.json ? control::Format::json
                                  : control::Format::text;
    if (draft.duration > Nanoseconds::zero()) request.duration = draft.duration;
    request.outage = draft.outage;
    return Action(ControlOptions{std::move(request)});
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
