// What the world is like at one moment: link, router, provider, resolvers, tunnel, hosts. Plain
// values that a scenario sets.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "agent/engine/network_facts.h"
#include "shared/ip_address.h"
#include "shared/ip_prefix.h"
#include "tests/simulation/model/loss.h"

namespace traypulse::model {

using std::chrono::milliseconds;

struct Link {
    bool known = true;  ///< false: this system cannot tell anything of its network
    bool up = true;
    Medium medium = Medium::wired;
    std::string interface = "eth0";
    Nanoseconds latency{};  ///< of a round trip, added to everything that leaves this machine
    Nanoseconds jitter{};   ///< 0 to this, evenly
    Loss loss;
    bool default_route = true;  ///< DHCP has said where the router is
};

struct Router {
    IpAddress address = *IpAddress::parse("192.0.2.1");
    std::string mac = "00:53:00:00:00:01";
    bool alive = true;
    bool answers_ping = true;
    Nanoseconds latency = milliseconds(1);
};

struct Provider {
    bool alive = true;
    Nanoseconds latency = milliseconds(5);
    Loss loss;
    /// Beyond its own network nothing is reached; its first routers still are.
    bool transit = true;
};

struct Dns {
    bool alive = true;
    Nanoseconds delay = milliseconds(10);
    bool lies = false;  ///< every name is the portal's address
    std::vector<std::string> servers{"192.0.2.1"};
};

struct Ipv6 {
    bool present = true;  ///< a default route over IPv6
    bool works = true;    ///< something carries it beyond the router
};

struct Vpn {
    bool present = false;
    bool up = true;     ///< the interface and its routes are there
    bool alive = true;  ///< the other end answers
    std::string interface = "wg0";
    std::vector<Prefix> routes;
    Nanoseconds latency = milliseconds(15);
};

struct Path {
    std::uint32_t mtu = 1500;
    bool black_hole = false;  ///< what is larger vanishes without a word
};

struct Host {
    std::vector<IpAddress> addresses;
    bool alive = true;
    bool icmp = true;      ///< answers echo requests
    bool service = true;   ///< its TCP, UDP, DNS or web service answers well
    bool refuses = false;  ///< it says so: TCP reset
    int http_status = 200;
    bool lan = false;          ///< in the same room: no router needed
    bool unreachable = false;  ///< a router on the way says host unreachable
    Nanoseconds latency = milliseconds(10);
    Nanoseconds jitter{};
    Nanoseconds creep{};  ///< added to the latency each minute since `creeps_since`
    MonoTime creeps_since;
    Loss loss;
};

struct Network {
    Link link;
    Router router;
    Provider provider;
    Dns dns;
    Ipv6 ipv6;
    Vpn vpn;
    Path path;
    bool portal = false;                ///< nothing passes before a sign-in
    bool firewall = false;              ///< this machine's own refuses echo requests: EPERM
    std::map<std::string, Host> hosts;  ///< by name

    /// What rtnetlink would say. A neighbour that does not answer is noticed some time later:
    /// `neighbour_failed` is the caller's clock for that.
    [[nodiscard]] NetworkFacts facts(bool neighbour_failed) const;
    [[nodiscard]] const Host* host_at(const IpAddress& address, std::string* name = nullptr) const;
};

}  // namespace traypulse::model
