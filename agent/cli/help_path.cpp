// What `--help` says of the commands that look at the way to a host.
#include "agent/cli/help_layout.h"
#include "agent/cli/help_text.h"

namespace traypulse::cli::help {

std::string trace_footer() {
    return HelpText()
        .block(tr("Examples:"),
               {{"traypulse trace example.com", ""},
                {"traypulse trace --flows 8 192.0.2.1", tr("equal-cost paths, too")},
                {"traypulse trace -n --json example.com | jq -r 'select(.type == \"hop\") | "
                 ".routers[].address'",
                 ""}})
        .paragraph(tr("All distances are asked at once. A router that loses answers while hops "
                      "behind it do not has no time to answer; the traffic passes all the same, "
                      "and the output says so."))
        .paragraph(tr("--json prints a line for each hop, and one at the end:"))
        .verbatim(
            R"(  {"type":"hop","target","address","ttl","sent","received","loss","meaning":"none|silent|local|real|
    unknown","rtt_us":{"min","avg","max"},"routers":[{"address","name","flows","received","rtt_us",
    "target","refusal","mpls":[{"label","tc","bottom","ttl"}],"interfaces":[{"role","name","address",
    "index","mtu"}]}]}
  {"type":"trace","target","address","method","end","reached","hops","flows"})")
        .paragraph(tr("Exit status: 0 reached, 1 not, 2 wrong usage or nothing could be sent."))
        .text();
}

std::string mtu_footer() {
    return HelpText()
        .block(tr("Examples:"), {{"traypulse mtu example.com", ""},
                                 {"traypulse mtu --json -6 example.com | jq .mtu", ""}})
        .paragraph(tr("Sizes are whole IP packets, in bytes; nothing above 1500 is tried. --json "
                      "prints one line:"))
        .verbatim(
            R"(  {"type":"mtu","target","address","method","finding":"whole|announced|black_hole|small_only|
    no_answer|unsure|unavailable","mtu","smallest_lost","router","local","probes"})")
        .paragraph(tr("Exit status: 0 found and told by the path as it should be, 1 a black hole, "
                      "or not found, 2 wrong usage or nothing could be sent."))
        .text();
}

}  // namespace traypulse::cli::help
