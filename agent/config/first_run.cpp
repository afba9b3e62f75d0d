#include "agent/config/first_run.h"

#include <algorithm>
#include <string_view>

namespace traypulse::config {
namespace {

/// ` (now 192.0.2.1, 192.0.2.2)`. Only what can be part of an address: a comment must stay one
/// line.
std::string now_text(const std::vector<std::string>& addresses) {
    std::string out;
    for (const auto& address : addresses) {
        const bool fine =
            std::all_of(address.begin(), address.end(), [](char c) { return c > ' ' && c < 0x7f; });
        if (fine && !address.empty()) out += (out.empty() ? " (now " : ", ") + address;
    }
    return out.empty() ? out : out + ")";
}

constexpr std::string_view kHead =
    R"(# Traypulse: what is watched, and how. This file is yours; comments and order stay as you write them.
# A change takes effect when the file is saved. `traypulse config check` says what is wrong with it.
#
# What is sent: one ICMP echo request ("ping") of 84 bytes to each target below, every 2 seconds, which is
# about 40 bytes a second each. To whom: the router and the DNS resolver of the network you are in,
)";

constexpr std::string_view kDefaults =
    R"(# and two public addresses that stand for "the internet": 1.1.1.1 (Cloudflare) and 9.9.9.9 (Quad9). They
# see your public address, as they would with any ping. Once a minute your
# resolver is asked for the name example.com, so that a failing DNS is noticed ([anchors], name). Nothing else is
# sent, and nothing to us. To stop a target being asked, untick it in the menu, set enabled = false, or delete it.

[defaults]            # every key here can also stand in a [[target]]
interval = "2s"       # between two requests: 10ms to 24h
timeout = "1s"        # an answer later than this counts as lost
# payload_size = 56   # bytes behind the ICMP header
# latency_warning = "200ms"   # "degraded" when answers take longer; "0s": never

)";

constexpr std::string_view kAnchors = R"([[target]]
name = "Cloudflare DNS"
check = "icmp://1.1.1.1"
role = "anchor"       # stands for "the internet" when a cause is looked for

[[target]]
name = "Quad9 DNS"
check = "icmp://9.9.9.9"
role = "anchor"

# [anchors]
# name = "example.com"  # looked up once a minute; "" to look up nothing but your targets' names

# Add what matters to you:
# [[target]]
# name = "Shop"
# check = "shop.example.com"
# parent = "Router"   # what it is reached through, if the program can't know
# group = "Work"      # a submenu, once there are many
# notify = false      # watched, but never announced
# watch_path = true   # trace the way there all the time, and record when it changes
#
# Services, each with keys of its own (`traypulse check --help` lists them); once a minute or each 10 s:
# check = "https://shop.example.com/health"
# status = ["200"]
# check = "tcp://mail.example.com:25"
# check = "udp://ntp.example.com:123"
# check = "dns://@resolver/example.com?type=AAAA"

# [display]
# icon = "colour"     # or "symbolic"
# number_in_icon = false

# [log]
# level = "info"      # debug, info, warning, error, critical
)";

}  // namespace

std::string first_configuration(const FirstRunFacts& facts) {
    std::string out(kHead);
    out += "# whichever that is" +
           (facts.routers.empty() && facts.resolvers.empty() ? std::string() : ": today") + "\n";
    if (!facts.routers.empty()) out += "#   router" + now_text(facts.routers) + ",\n";
    if (!facts.resolvers.empty()) out += "#   resolver" + now_text(facts.resolvers) + ",\n";
    out += kDefaults;
    out += "[[target]]\nname = \"Router\"\n";
    out += "check = \"icmp://@router\"      # the default router of this network" +
           now_text(facts.routers) + "\n\n";
    out += "[[target]]\nname = \"DNS resolver\"\n";
    out += "check = \"icmp://@resolver\"    # the first DNS resolver of this network" +
           now_text(facts.resolvers) + "\n\n";
    out += kAnchors;
    return out;
}

}  // namespace traypulse::config
