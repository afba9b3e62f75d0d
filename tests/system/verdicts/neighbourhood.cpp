#include "tests/system/verdicts/neighbourhood.h"

#include <fstream>
#include <stdexcept>

#include "tests/support/eventually.h"

namespace traypulse::test {
namespace {

using namespace std::chrono_literals;

constexpr auto kStartPatience = 30s;

void must(const std::vector<std::string>& argv, const std::string& input) {
    const auto done = run({.argv = argv, .input = input}, kStartPatience);
    if (done.status == 0) return;
    std::string command;
    for (const auto& word : argv) command += word + " ";
    throw std::runtime_error(command + "failed: " + done.errors + done.output);
}

void await_ready(Process& process, const std::string& what) {
    const bool ready = eventually(kStartPatience, [&] {
        return process.output().find("ready") != std::string::npos || !process.running();
    });
    if (!ready || !process.running())
        throw std::runtime_error(what + " does not start: " + process.errors());
}

// The kernel lets a neighbour be silent for eight seconds before it says so; only root of the
// machine may make it less patient, and others wait.
void hurry_neighbours() {
    for (const char* family : {"ipv4", "ipv6"}) {
        const auto folder = std::string("/proc/sys/net/") + family + "/neigh/eth0/";
        std::ofstream(folder + "delay_first_probe_time") << 1;
        std::ofstream(folder + "retrans_time_ms") << 200;
        std::ofstream(folder + "base_reachable_time_ms") << 1000;
    }
}

}  // namespace

Neighbourhood::Neighbourhood(const std::vector<std::string>& lines)
    : other_end_({.argv = {"unshare", "-n", "sh", "-c", "echo ready; exec sleep infinity"}}) {
    await_ready(other_end_, "the router's namespace");
    here({"ip", "-batch", "-"}, "link add eth0 type veth peer name lan netns " +
                                    std::to_string(other_end_.pid()) +
                                    "\n"
                                    "addr add 192.0.2.2/24 dev eth0\n"
                                    "addr add fd00::2/64 dev eth0 nodad\n"
                                    "link set eth0 up\n");
    on_router({"sh", "-c",
               "echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 "
               ">/proc/sys/net/ipv6/conf/all/forwarding"});
    on_router({"ip", "-batch", "-"},
              "link set lo up\n"
              "addr add 192.0.2.1/24 dev lan\n"
              "addr add fd00::1/64 dev lan nodad\n"
              "addr add 203.0.113.80/32 dev lo\n"
              "link set lan up\n");
    here({"ip", "-batch", "-"},
         "route add default via 192.0.2.1 dev eth0\n"
         "route add default via fd00::1 dev eth0\n");
    hurry_neighbours();
    world_.emplace(std::vector<std::string>{"dns at 10.99.53.53", "host 10.99.53.53",
                                            "router 10.99.0.1", "router fd99::1"},
                   std::vector<std::string>{}, within({}));
    for (const auto& line : lines) world_->tell(line);
}

std::vector<std::string> Neighbourhood::within(const std::vector<std::string>& argv) const {
    std::vector<std::string> out{"nsenter", "-t", std::to_string(other_end_.pid()), "-n", "--"};
    out.insert(out.end(), argv.begin(), argv.end());
    return out;
}

void Neighbourhood::on_router(const std::vector<std::string>& argv,
                              const std::string& input) const {
    must(within(argv), input);
}
void Neighbourhood::here(const std::vector<std::string>& argv, const std::string& input) {
    must(argv, input);
}

void Neighbourhood::cable(bool in) { on_router({"ip", "link", "set", "lan", in ? "up" : "down"}); }

void Neighbourhood::router(bool on) {
    if (on) return on_router({"nft", "delete", "table", "netdev", "off"});
    on_router({"nft", "-f", "-"},
              "table netdev off { chain in { type filter hook ingress device lan priority 0; "
              "policy drop; }; }\n");
}

void Neighbourhood::web_ignores_echo() {
    on_router({"nft", "-f", "-"},
              "table ip quiet { chain in { type filter hook input priority 0; ip daddr "
              "203.0.113.80 icmp type echo-request drop; }; }\n");
}

void Neighbourhood::web_loses_above(unsigned bytes, bool lost) {
    if (!lost) return on_router({"nft", "delete", "table", "ip", "narrow"});
    const auto limit = "length > " + std::to_string(bytes) + " drop; }; ";
    on_router({"nft", "-f", "-"},
              "table ip narrow { chain in { type filter hook input priority 0; ip daddr "
              "203.0.113.80 ip " +
                  limit +
                  "chain out { type filter hook output priority 0; ip saddr 203.0.113.80 ip " +
                  limit + "}\n");
}

Process Neighbourhood::serve(const std::vector<std::string>& argv) const {
    Process out({.argv = within(argv)});
    await_ready(out, argv.front());
    return out;
}

Process Neighbourhood::web(const std::string& listeners) const {
    return serve({"python3", "-B", TRAYPULSE_WEB_SERVER, "[" + listeners + "]"});
}

}  // namespace traypulse::test
