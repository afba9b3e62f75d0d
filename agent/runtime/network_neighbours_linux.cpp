// The routers as the neighbour table knows them: ARP and NDP.
#include <linux/neighbour.h>

#include <algorithm>
#include <cstdio>

#include "agent/runtime/network_tables.h"

namespace traypulse::runtime {
namespace {

/// DELAY, PROBE and STALE: not asked again yet, or just being asked; its last answer was not
/// refuted.
constexpr unsigned kAnswered =
    NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT | NUD_NOARP;
constexpr unsigned kSilent = NUD_FAILED | NUD_INCOMPLETE;

NeighbourState state_of(unsigned state) {
    if ((state & kAnswered) != 0) return NeighbourState::reachable;
    return (state & kSilent) != 0 ? NeighbourState::failed : NeighbourState::unknown;
}

/// "00:53:00:12:34:56"; empty where there is none, as on a tunnel.
std::string mac_text(const rtattr* a) {
    const auto* bytes = static_cast<const unsigned char*>(RTA_DATA(a));
    const auto size = static_cast<std::size_t>(RTA_PAYLOAD(a));
    std::string out;
    if (std::all_of(bytes, bytes + size, [](auto b) { return b == 0; })) return out;
    for (std::size_t i = 0; i < size; ++i) {
        std::array<char, 4> digits{};
        std::snprintf(digits.data(), digits.size(), "%s%02x", i == 0 ? "" : ":", bytes[i]);
        out += digits.data();
    }
    return out;
}

}  // namespace

RouterFact read_router(Netlink& netlink, const Links& links, const NextHop& hop) {
    RouterFact out;
    if (!hop.gateway) return out;
    out.address = hop.gateway->text();
    if (const auto link = links.find(hop.interface); link != links.end())
        out.interface = link->second.name;
    // It may have none, and then nothing was sent to it yet.
    netlink.neighbour(hop.interface, *hop.gateway, [&](const nlmsghdr* m) {
        const auto* entry = body_of<ndmsg>(m);
        if (entry == nullptr) return;
        out.neighbour = state_of(entry->ndm_state);
        attributes_of<ndmsg>(m, [&](const rtattr* a) {
            if (a->rta_type == NDA_LLADDR) out.mac = mac_text(a);
        });
    });
    return out;
}

}  // namespace traypulse::runtime
