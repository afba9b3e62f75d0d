// `traypulse ping` and `traypulse check`: what probes by itself.
#include <functional>
#include <limits>

#include "agent/cli/option_parser.h"
#include "agent/config/duration.h"
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

}  // namespace

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

}  // namespace traypulse::cli
