// The begin of an IcmpSocket (icmp(4), icmp6(4)). Raw sockets are root's; datagram ones anybody's.
#include <netinet/in.h>
#include <sys/socket.h>
#include <uv.h>

#include "helper/icmp_socket.h"
#include "helper/icmp_socket_options_posix.h"
#include "helper/packet_filter.h"
#include "shared/descriptor.h"

namespace traypulse::helper {
namespace {

using protocol::SocketKind;

// The least that is worth asking for.
constexpr int kLeastReceiveBuffer = 64 * 1024;

int open_descriptor(Family family, SocketKind kind) {
    return socket(family == Family::ipv4 ? AF_INET : AF_INET6,
                  kind == SocketKind::raw ? SOCK_RAW : SOCK_DGRAM,
                  family == Family::ipv4 ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6});
}

Status set_common(int fd) {
    if (!make_own(fd)) return not_opened("cannot prepare an ICMP socket");
    if (!set(fd, SOL_SOCKET, SO_TIMESTAMP, 1))
        return not_opened("cannot ask for receive timestamps");
    // More than the system allows (kern.ipc.maxsockbuf) is refused, not cut.
    for (int size = kReceiveBuffer; size >= kLeastReceiveBuffer; size /= 2)
        if (set(fd, SOL_SOCKET, SO_RCVBUF, size)) break;
    return ok();
}

Status set_ipv4(int fd, bool whole) {
    // Sockets of both kinds are given packets with their IPv4 header, in which the kernel has
    // turned and shortened the length. Without it they are alike, and the TTL comes beside them.
    if (!set(fd, IPPROTO_IP, IP_STRIPHDR, 1)) return not_opened("cannot strip the IPv4 header");
    if (!set(fd, IPPROTO_IP, IP_RECVTTL, 1)) return not_opened("cannot ask for the TTL");
    if (whole && !set(fd, IPPROTO_IP, IP_DONTFRAG, 1))  // macOS 11
        return not_opened("cannot set don't-fragment");
    return ok();
}

Status set_ipv6(int fd, SocketKind kind, bool whole) {
    if (!set(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1))
        return not_opened("cannot ask for the hop limit");
    // The kernel keeps it from datagram sockets; IcmpSocket::send() says so to who wants it.
    if (whole && kind == SocketKind::raw && !set(fd, IPPROTO_IPV6, IPV6_DONTFRAG, 1))
        return not_opened("cannot set don't-fragment");
    return ok();
}

}  // namespace

// Identifiers are the sender's to choose for both kinds, and both are given all ICMP that arrives.
Result<IcmpSocket> IcmpSocket::open(Path path, SocketKind kind, Random& random) {
    const auto family = family_of(path);
    const bool raw = kind == SocketKind::raw;
    UniqueFd fd(open_descriptor(family, kind));
    if (!fd) return not_opened(family, kind);
    const auto identifiers = raw ? kRawIdentifiers : std::uint16_t{1};
    const auto base = static_cast<std::uint16_t>(random.next() % 0x10000U & ~(identifiers - 1U));
    if (auto status = filter_packets(fd.get(), family, base, identifiers); !status)
        return status.error();
    if (auto status = set_common(fd.get()); !status) return status.error();
    const bool whole = dont_fragment(path);
    if (auto status =
            family == Family::ipv4 ? set_ipv4(fd.get(), whole) : set_ipv6(fd.get(), kind, whole);
        !status)
        return status.error();
    return IcmpSocket(fd.release(), path, kind, base, false);
}

// There is no error queue. libuv's word for it would make its kqueue(2) fail.
int IcmpSocket::events() { return UV_READABLE; }

}  // namespace traypulse::helper
