#include "agent/cli/path_options.h"

#include <CLI/CLI.hpp>

#include "agent/cli/usage.h"
#include "agent/config/check_uri.h"

namespace traypulse::cli {
namespace {

constexpr const char* kTraceAbout = "The way to a host, hop by hop";
constexpr const char* kTraceFooter =
    R"(
Examples:
  traypulse trace example.com
  traypulse trace --flows 8 192.0.2.1        equal-cost paths, too
  traypulse trace -n --json example.com | jq -r 'select(.type == "hop") | .routers[].address'

All distances are asked at once. A router that loses answers while hops behind it do not has no time
to answer; the traffic passes all the same, and the output says so.
--json prints a line for each hop, {"type":"hop","target","address","ttl","sent","received","loss",
"meaning","rtt_us":{"min","avg","max"},"routers":[{"address","name","flows","received","rtt_us",
"target","refusal","mpls":[{"label","tc","bottom","ttl"}],"interfaces":[{"role","name","address",
"index","mtu"}]}]}, meaning being none, silent, local, real or unknown, and at the end
{"type":"trace","target","address","method","end","reached","hops","flows"}.
Exit status: 0 reached, 1 not, 2 wrong usage or nothing could be sent.)";

constexpr const char* kMtuAbout = "The largest packet that reaches a host whole";
constexpr const char* kMtuFooter =
    R"(
Examples:
  traypulse mtu example.com
  traypulse mtu --json -6 example.com | jq .mtu

Sizes are whole IP packets, in bytes; nothing above 1500 is tried. --json prints one line,
{"type":"mtu","target","address","method","finding","mtu","smallest_lost","router","local","probes"};
finding: whole, announced, black_hole, small_only, no_answer, unsure or unavailable.
Exit status: 0 found and told by the path as it should be, 1 a black hole, or not found, 2 wrong usage
or nothing could be sent.)";

void add_common(CLI::App* to, PathOptions& options, bool& v4, bool& v6) {
    to->allow_extras();
    to->add_option("host", options.target, "A name or an address")->type_name("HOST");
    auto* only4 = to->add_flag("-4", v4, "IPv4 only");
    to->add_flag("-6", v6, "IPv6 only")->excludes(only4);
    to->add_flag("--udp", options.udp,
                 "By UDP from this process, without the helper; needs no privilege");
    to->add_flag("--json", options.json, "JSON Lines, see below");
    to->add_option("--helper-socket", options.helper_socket, "Where the helper service listens")
        ->type_name("PATH");
}

Status judge(PathOptions& options, const std::string& command, bool v4, bool v6) {
    if (options.target.empty())
        return usage("no host to go to", "name one; see `traypulse " + command + " --help`");
    auto check = config::parse_check(options.target);
    if (!check) return check.error();
    options.check.host = check.value().host;
    options.check.kind =
        is_icmp(check.value().kind) ? check.value().kind : CheckKind::icmp;  // of a URL the host
    if (v4) options.family = Family::ipv4;
    if (v6) options.family = Family::ipv6;
    if (!options.family) return ok();
    const auto wanted = v4 ? CheckKind::icmp4 : CheckKind::icmp6;
    const auto literal = IpAddress::parse(options.check.host);
    const bool other_kind = options.check.kind != CheckKind::icmp && options.check.kind != wanted;
    if (other_kind || (literal && literal->family != *options.family))
        return usage("\"" + options.target + "\" is not " + (v4 ? "IPv4" : "IPv6"),
                     std::string("leave out ") + (v4 ? "-4" : "-6"));
    options.check.kind = wanted;
    return ok();
}

}  // namespace

void PathCommands::add(CLI::App& app) {
    trace = app.add_subcommand("trace", kTraceAbout);
    trace->footer(kTraceFooter);
    add_common(trace, trace_options.path, only_v4, only_v6);
    trace->add_flag("-n,--numeric", trace_options.numeric, "Addresses only, no names");
    trace->add_option("-q,--probes", trace_options.probes, "Requests to each hop [3]")
        ->check(CLI::Range(1U, kMostTraceProbes))
        ->type_name("N");
    trace->add_option("-m,--max-hops", trace_options.most_hops, "The furthest hop to ask [30]")
        ->check(CLI::Range(1U, 64U))
        ->type_name("N");
    trace
        ->add_option("--flows", trace_options.flows,
                     "Ask each hop by so many flows, which routers may send different ways [1]")
        ->check(CLI::Range(1U, kMostTraceFlows))
        ->type_name("N");
    mtu = app.add_subcommand("mtu", kMtuAbout);
    mtu->footer(kMtuFooter);
    add_common(mtu, mtu_options.path, only_v4, only_v6);
}

Result<TraceOptions> PathCommands::chosen_trace() const {
    auto out = trace_options;
    if (auto status = judge(out.path, "trace", only_v4, only_v6); !status.ok())
        return status.error();
    return out;
}

Result<MtuOptions> PathCommands::chosen_mtu() const {
    auto out = mtu_options;
    if (auto status = judge(out.path, "mtu", only_v4, only_v6); !status.ok()) return status.error();
    return out;
}

}  // namespace traypulse::cli
