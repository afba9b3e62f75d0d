// `traypulse ping` and `traypulse check`: what probes by itself.
#include "agent/cli/option_parser.h"
#include "agent/cli/option_values.h"
#include "agent/config/duration.h"
#include "agent/config/parse.h"
#include "agent/translations/translate.h"

namespace traypulse::cli {
void Parser::add_ping() {
    auto& p = draft.ping;
    ping = add_command(app, "ping", help::kPingAbout, help::ping_footer);
    ping->add_option("targets", p.targets,
                     tr("Names or addresses: example.com, 192.0.2.1, icmp6://host"))
        ->type_name("TARGET");
    ping->add_option("-c,--count", p.count,
                     tr("So many requests to each target; without: until Ctrl-C"))
        ->transform(counted())
        ->type_name("N");
    duration(ping, "-i,--interval", p.interval, config::kLeastInterval, config::kMostInterval,
             tr("Between two requests to a target [1s]"));
    duration(ping, "-W,--timeout", p.timeout, config::kLeastTimeout, config::kMostTimeout,
             tr("How long an answer is waited for [1s]"));
    ping->add_option("-s,--size", p.payload_size, tr("Bytes behind the ICMP header [56]"))
        ->transform(between(0, config::kMostPayload))
        ->type_name("BYTES");
    ping->add_option("-t,--ttl", draft.ttl, tr("Time to live of the requests"))
        ->transform(between(1, 255))
        ->type_name("TTL");
    auto* v4 = ping->add_flag("-4", draft.only_v4, tr("IPv4 only"));
    ping->add_flag("-6", draft.only_v6, tr("IPv6 only"))->excludes(v4);
    ping->add_option("-f,--file", p.file,
                     tr("More targets, one a line, # begins a comment; -: standard input"))
        ->type_name("FILE");
    ping->add_flag("--json", p.json, tr("JSON Lines: one object a result, one a summary"));
    ping->add_flag("--summary", p.summary, tr("Only the summaries"));
    ping->add_option("--helper-socket", p.helper_socket, tr("Where the helper service listens"))
        ->type_name("PATH");
}

void Parser::add_check() {
    auto& c = draft.check;
    check = add_command(app, "check", help::kCheckAbout, help::check_footer);
    check->add_option("targets", c.targets, tr("URIs, or names of targets of the configuration"))
        ->type_name("URI");
    check
        ->add_option("-o,--option", c.keys,
                     tr("A key of a [[target]], for the URIs: -o status=204 -o banner=SSH"))
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    duration(check, "-W,--timeout", draft.check_timeout, config::kLeastTimeout,
             config::kMostTimeout, tr("How long each may take, instead of the kind's own time"));
    auto* v4 = check->add_flag("-4", draft.only_v4, tr("IPv4 only"));
    check->add_flag("-6", draft.only_v6, tr("IPv6 only"))->excludes(v4);
    check->add_flag("--json", c.json, tr("JSON Lines: one object a check"));
    check->add_option("--config", c.config_file, tr("The configuration, instead of the usual one"))
        ->type_name("FILE");
    check->add_option("--helper-socket", c.helper_socket, tr("Where the helper service listens"))
        ->type_name("PATH");
}

Result<Action> ping_action(Draft& draft, CLI::App* app) {
    auto& p = draft.ping;
    if (draft.only_v4) p.family = Family::ipv4;
    if (draft.only_v6) p.family = Family::ipv6;
    if (draft.ttl != 0) p.ttl = Ttl(static_cast<std::uint8_t>(draft.ttl));
    if (p.targets.empty() && p.file.empty())
        return usage(tr("nothing to ping"),
                     tr("name a target or a file of them (-f); {0}", help_of(app)));
    return Action(p);
}

Result<Action> check_action(Draft& draft, CLI::App* app) {
    auto& c = draft.check;
    if (draft.only_v4) c.family = Family::ipv4;
    if (draft.only_v6) c.family = Family::ipv6;
    if (draft.check_timeout > Nanoseconds::zero()) c.timeout = draft.check_timeout;
    if (c.targets.empty())
        return usage(tr("nothing to check"),
                     tr("name a URI, like {0}; {1}", "tcp://host:22", help_of(app)));
    return Action(c);
}

}  // namespace traypulse::cli
