// The begin of an IcmpSocket: the only part of the helper that ever holds a privilege.
#include <linux/icmp.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <uv.h>

#include <cerrno>

#include "helper/icmp_socket.h"
#include "helper/icmp_socket_options_posix.h"
#include "helper/packet_filter.h"
#include "helper/privileges.h"
#include "shared/descriptor.h"

namespace traypulse::helper {
namespace {

using protocol::SocketKind;

// A random identifier may be taken by another datagram socket; of 65,535 hardly this many times.
constexpr int kBindAttempts = 32;

int open_descriptor(Family family, SocketKind kind) {
    const int domain = family == Family::ipv4 ? AF_INET : AF_INET6;
    const int protocol = family == Family::ipv4 ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6};
    if (kind == SocketKind::datagram)
        return socket(domain, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
    const RaisedCapability raised(RaisedCapability::net_raw);
    return socket(domain, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
}

void enlarge_receive_buffer(int fd) {
    const RaisedCapability raised(RaisedCapability::net_admin);
    // What the system allows is taken; what the kernel then drops is counted and told.
    if (!set(fd, SOL_SOCKET, SO_RCVBUFFORCE, kReceiveBuffer))
        set(fd, SOL_SOCKET, SO_RCVBUF, kReceiveBuffer);
}

// Stamps of what was sent come back through the error queue, each with the number of its packet and
// without its bytes. False where the kernel can't.
bool ask_for_transmit_stamps(int fd) {
    return set(fd, SOL_SOCKET, SO_TIMESTAMPING,
               SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_OPT_ID |
                   SOF_TIMESTAMPING_OPT_TSONLY);
}

Status set_common(int fd) {
    if (!set(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1))
        return not_opened("cannot ask for receive timestamps");
    if (!set(fd, SOL_SOCKET, SO_RXQ_OVFL, 1)) return not_opened("cannot ask for dropped packets");
    // So that poll(2) tells the error queue from a broken socket.
    if (!set(fd, SOL_SOCKET, SO_SELECT_ERR_QUEUE, 1))
        return not_opened("cannot ask for the error queue");
    enlarge_receive_buffer(fd);
    return ok();
}

// Without IP_RECVERR a full queue of the network card is silent: "sent" is then a lie.
Status set_ipv4(int fd, bool whole) {
    if (!set(fd, IPPROTO_IP, IP_RECVERR, 1)) return not_opened("cannot ask for errors");
    // Linux 5.9; without it only what routers add to their errors is missing (RFC 4884).
    set(fd, IPPROTO_IP, IP_RECVERR_RFC4884, 1);
    if (!set(fd, IPPROTO_IP, IP_RECVTTL, 1)) return not_opened("cannot ask for the TTL");
    // PROBE and not DO: each request asks the path anew instead of failing by what is remembered of
    // it.
    if (!set(fd, IPPROTO_IP, IP_MTU_DISCOVER, whole ? IP_PMTUDISC_PROBE : IP_PMTUDISC_DONT))
        return not_opened("cannot set don't-fragment");
    return ok();
}

Status set_ipv6(int fd, bool whole) {
    if (!set(fd, IPPROTO_IPV6, IPV6_RECVERR, 1)) return not_opened("cannot ask for errors");
    set(fd, IPPROTO_IPV6, IPV6_RECVERR_RFC4884, 1);
    if (!set(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1))
        return not_opened("cannot ask for the hop limit");
    if (!set(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, whole ? IPV6_PMTUDISC_PROBE : IPV6_PMTUDISC_DONT))
        return not_opened("cannot set don't-fragment");
    if (!set(fd, IPPROTO_IPV6, IPV6_DONTFRAG, whole ? 1 : 0))
        return not_opened("cannot set don't-fragment");
    return ok();
}

// The identifier of a datagram socket is its "port".
Result<std::uint16_t> bind_identifier(int fd, Family family, Random& random) {
    // Ping sockets begin with SO_REUSEADDR: another user who binds the same identifier would take
    // our replies.
    if (!set(fd, SOL_SOCKET, SO_REUSEADDR, 0))
        return not_opened("cannot claim an identifier alone");
    IpAddress any;
    any.family = family;
    sockaddr_storage address{};
    for (int attempt = 0; attempt < kBindAttempts; ++attempt) {
        const auto identifier = static_cast<std::uint16_t>(random.next() % 0xffffU + 1);
        const auto length = any.to(address, identifier);
        if (bind(fd, reinterpret_cast<const sockaddr*>(&address), length) == 0) return identifier;
        if (errno != EADDRINUSE) break;
    }
    return not_opened("cannot bind an ICMP identifier");
}

}  // namespace

Result<IcmpSocket> IcmpSocket::open(Path path, SocketKind kind, Random& random) {
    const auto family = family_of(path);
    const bool raw = kind == SocketKind::raw;
    UniqueFd fd(open_descriptor(family, kind));
    if (!fd) return not_opened(family, kind);
    std::uint16_t base = 0;
    if (raw) {
        base = static_cast<std::uint16_t>(random.next() % 0x10000U & ~(kRawIdentifiers - 1U));
        // First of all, so that nothing foreign is in the buffer already when serving begins.
        if (auto status = filter_packets(fd.get(), family, base, kRawIdentifiers); !status)
            return status.error();
    }
    if (auto status = set_common(fd.get()); !status) return status.error();
    const bool whole = dont_fragment(path);
    if (auto status =
            family == Family::ipv4 ? set_ipv4(fd.get(), whole) : set_ipv6(fd.get(), whole);
        !status)
        return status.error();
    if (!raw) {
        auto bound = bind_identifier(fd.get(), family, random);
        if (!bound) return bound.error();
        base = bound.value();
    }
    const bool stamps = ask_for_transmit_stamps(fd.get());
    return IcmpSocket(fd.release(), path, kind, base, stamps);
}

// The error queue, too: with SO_SELECT_ERR_QUEUE libuv tells it from a broken socket by
// PRIORITIZED.
int IcmpSocket::events() { return UV_READABLE | UV_PRIORITIZED; }

}  // namespace traypulse::helper
