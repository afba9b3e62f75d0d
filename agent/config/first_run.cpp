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
# see your public address, as they would with any ping. What [anchors] says below comes on top: the same over IPv6,
# every 10 seconds, where there is IPv6; once a minute your resolver is asked for one name, so that a failing DNS is
# noticed; and one web page is asked for, to notice a sign-in page. A target that does not answer is looked at more
# closely: the way to it and to an anchor is traced, your resolvers are asked for its name, its ports 443, 80 and 22
# are tried, and large packets. Twice an hour the first steps of the way to an anchor are traced. Nothing else is
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

# What stands for "the internet". Delete a line, or empty it, and that is not sent any more.
[anchors]
# Each gets a ping every 10 seconds, unless it is a target of its own above: Cloudflare and Quad9, over IPv4 and IPv6.
addresses = ["1.1.1.1", "9.9.9.9", "2606:4700:4700::1111", "2620:fe::fe"]
name = "example.com"    # looked up once a minute; "" to look up nothing but your targets' names
# Asked for on joining a network, and while something is wrong: one small HTTP request without cookies, which Cloudflare
# answers with nothing at all (status 204). Another answer is a sign-in page in the way. "": never asked.
portal = "http://cp.cloudflare.com/generate_204"
# both_families = false # check a target's name over one of IPv4 and IPv6 only, where it has both

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

# [alerts]
# quiet_hours = "22:00-07:00"   # told afterwards, in one summary
# reminder = "2h"       # an outage that lasts is told again so often
# latency_factor = 3.0  # "degraded" when answers take so many times what is usual in this network; 0: never
# jitter_warning = "30ms"       # "degraded" when answers vary by more
# flap_outages = 3      # so many outages of a target within flap_window are told as one "unstable"
# flap_window = "10m"

# [[maintenance]]       # no outage, and not counted
# targets = ["Shop", "Work"]    # names or groups; without: everything
# days = ["sat"]
# from = "02:00"        # local time; or once: begin = 2026-12-24T22:00:00, end = 2026-12-25T02:00:00
# to = "04:00"

# [limits]              # of this program itself: above them it goes slower
# cpu_percent = 5.0     # of one core
# memory_mb = 100
# slow_on_battery = true
# slow_on_metered = true

# [display]
# icon = "colour"     # or "symbolic"
# number_in_icon = false
# theme = "system"    # of the windows; or "light", "dark"

# [history]           # kept in history.db, for graphs and reports
# enabled = true
# sample_days = 14    # every single request
# minute_days = 90
# hour_days = 1825    # also outages and states
# max_size_mb = 1024  # the oldest goes first

# [metrics]           # figures for Prometheus at http://ADDRESS/metrics, without a password
# enabled = true
# listen = "127.0.0.1:9847"     # others than this computer read it where this is another address

# [[hook]]            # told of outages and recoveries when you are
# url = "https://hooks.example.com/traypulse"   # POST of a JSON object; or
# command = ["/usr/local/bin/told", "--quietly"]  # the same on its standard input
# events = ["outage", "recovery"]
# timeout = "10s"     # tried again later, for a day

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
