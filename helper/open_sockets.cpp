#include "helper/open_sockets.h"

#include <string>

namespace traypulse::helper {
namespace {

using protocol::SocketKind;

// Both sockets of a family are of one kind; `reason` gains a sentence where they can't be opened.
SocketKind open_family(Family family, Random& random, std::vector<IcmpSocket>& out,
                       std::string& reason) {
    for (const auto kind : {SocketKind::raw, SocketKind::datagram}) {
        auto any = IcmpSocket::open(path_of(family, false), kind, random);
        auto whole = IcmpSocket::open(path_of(family, true), kind, random);
        if (any && whole) {
            out.push_back(std::move(any).value());
            out.push_back(std::move(whole).value());
            return kind;
        }
        if (!reason.empty()) reason += "; ";
        reason += (any ? whole : any).error().what;
    }
    return SocketKind::none;
}

}  // namespace

Result<OpenedSockets> open_sockets(Random& random) {
    OpenedSockets out;
    std::string reason;
    out.families.ipv4 = open_family(Family::ipv4, random, out.sockets, reason);
    out.families.ipv6 = open_family(Family::ipv6, random, out.sockets, reason);
    if (!out.sockets.empty()) return out;
    return Error{ErrorCode::permission, reason,
                 "give this program the capability cap_net_raw, or let your group use ICMP sockets "
                 "(sysctl net.ipv4.ping_group_range)"};
}

}  // namespace traypulse::helper
