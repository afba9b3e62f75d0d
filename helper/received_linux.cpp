#include "helper/received.h"

#include <ctime>  // linux/errqueue.h uses timespec without it

#include <linux/errqueue.h>
#include <netinet/in.h>

#include "helper/control_messages_posix.h"

namespace traypulse::helper {
namespace {

std::optional<IpAddress> offender_of(const cmsghdr* control) {
    const auto* address =
        reinterpret_cast<const sockaddr*>(CMSG_DATA(control) + sizeof(sock_extended_err));
    const auto room = control->cmsg_len - CMSG_LEN(sizeof(sock_extended_err));
    if (control->cmsg_len < CMSG_LEN(sizeof(sock_extended_err) + sizeof(sockaddr_in)))
        return std::nullopt;
    if (address->sa_family == AF_INET6 && room < sizeof(sockaddr_in6)) return std::nullopt;
    return IpAddress::from(address);
}

QueuedError queued(const sock_extended_err& e) {
    using Origin = QueuedError::Origin;
    auto origin = Origin::other;
    if (e.ee_origin == SO_EE_ORIGIN_ICMP || e.ee_origin == SO_EE_ORIGIN_ICMP6)
        origin = Origin::icmp;
    if (e.ee_origin == SO_EE_ORIGIN_TIMESTAMPING) origin = Origin::stamp;
    const std::size_t extensions = origin == Origin::icmp ? e.ee_rfc4884.len : 0;
    return {origin, e.ee_type, e.ee_code, e.ee_info, e.ee_data, extensions};
}

Nanoseconds time_of(const timespec& t) { return since_1970(t.tv_sec, Nanoseconds{t.tv_nsec}); }

}  // namespace

Received read_message(const msghdr& message, std::span<const std::uint8_t> packet,
                      std::uint32_t& drops) {
    Received out;
    out.packet = packet;
    out.source = source_of(message);
    auto& header = const_cast<msghdr&>(message);  // CMSG_NXTHDR only reads it
    for (auto* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
        if (is<timespec>(c, SOL_SOCKET, SCM_TIMESTAMPNS)) {
            out.at = time_of(payload_of<timespec>(c));
        } else if (is<scm_timestamping>(c, SOL_SOCKET, SCM_TIMESTAMPING)) {
            out.sent_at = time_of(payload_of<scm_timestamping>(c).ts[0]);  // [0]: by software
        } else if (is<std::uint32_t>(c, SOL_SOCKET, SO_RXQ_OVFL)) {
            drops = payload_of<std::uint32_t>(c);
        } else if (is<int>(c, IPPROTO_IP, IP_TTL) || is<int>(c, IPPROTO_IPV6, IPV6_HOPLIMIT)) {
            out.ttl = Ttl{static_cast<std::uint8_t>(payload_of<int>(c))};
        } else if (is<sock_extended_err>(c, IPPROTO_IP, IP_RECVERR) ||
                   is<sock_extended_err>(c, IPPROTO_IPV6, IPV6_RECVERR)) {
            out.error = queued(payload_of<sock_extended_err>(c));
            out.offender = offender_of(c);
        }
    }
    return out;
}

}  // namespace traypulse::helper
