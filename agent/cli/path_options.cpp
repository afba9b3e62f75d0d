#include "agent/cli/path_options.h"

#include "agent/cli/family.h"
#include "agent/cli/option_parser.h"
#include "agent/cli/option_values.h"
#include "agent/config/check_uri.h"
#include "agent/translations/translate.h"

namespace traypulse::cli {
namespace {

void add_common(CLI::App* to, PathOptions& options, bool& v4, bool& v6) {
    to->add_option("host", options.target, tr("A name or an address"))->type_name("HOST");
    auto* only4 = to->add_flag("-4", v4, tr("IPv4 only"));
    to->add_flag("-6", v6, tr("IPv6 only"))->excludes(only4);
    to->add_flag("--udp", options.udp,
                 tr("By UDP from this process, without the helper; needs no privilege"));
    to->add_flag("--json", options.json, tr("JSON Lines, see below"));
    to->add_option("--helper-socket", options.helper_socket, tr("Where the helper service listens"))
        ->type_name("PATH");
}

Status judge(PathOptions& options, const CLI::App* command, bool v4, bool v6) {
    if (options.target.empty())
        return usage(tr("no host to go to"), tr("name one; {0}", help_of(command)));
    auto check = config::parse_check(options.target);
    if (!check) return check.error();
    options.check.host = check.value().host;
    options.check.kind =
        is_icmp(check.value().kind) ? check.value().kind : CheckKind::icmp;  // of a URL the host
    if (v4) options.family = Family::ipv4;
    if (v6) options.family = Family::ipv6;
    if (!options.family || keep_to_family(options.check, *options.family)) return ok();
    return usage(tr("\"{0}\" is not {1}", options.target, v4 ? "IPv4" : "IPv6"),
                 tr("leave out {0}", v4 ? "-4" : "-6"));
}

}  // namespace

void PathCommands::add(CLI::App& app) {
    trace = add_command(app, "trace", help::kTraceAbout, help::trace_footer);
    add_common(trace, trace_options.path, only_v4, only_v6);
    trace->add_flag("-n,--numeric", trace_options.numeric, tr("Addresses only, no names"));
    trace->add_option("-q,--probes", trace_options.probes, tr("Requests to each hop [3]"))
        ->transform(between(1, kMostTraceProbes))
        ->type_name("N");
    trace->add_option("-m,--max-hops", trace_options.most_hops, tr("The furthest hop to ask [30]"))
        ->transform(between(1, 64))
        ->type_name("N");
    trace
        ->add_option("--flows", trace_options.flows,
                     tr("Ask each hop by so many flows, which routers may send different ways [1]"))
        ->transform(between(1, kMostTraceFlows))
        ->type_name("N");
    mtu = add_command(app, "mtu", help::kMtuAbout, help::mtu_footer);
    add_common(mtu, mtu_options.path, only_v4, only_v6);
}

Result<TraceOptions> PathCommands::chosen_trace() const {
    auto out = trace_options;
    if (auto status = judge(out.path, trace, only_v4, only_v6); !status.ok()) return status.error();
    return out;
}

Result<MtuOptions> PathCommands::chosen_mtu() const {
    auto out = mtu_options;
    if (auto status = judge(out.path, mtu, only_v4, only_v6); !status.ok()) return status.error();
    return out;
}

}  // namespace traypulse::cli
