// What of check_socket.h only Linux can: errors of a socket with the ICMP message that caused them.
#include <ctime>  // linux/errqueue.h uses timespec without it

#include <linux/errqueue.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "agent/engine/failure_text.h"
#include "agent/probes/check_socket.h"
#include "agent/translations/translate.h"

namespace traypulse {
namespace {

/// Error messages read in one go. The kernel bounds the queue by the receive buffer; one is enough
/// to know, and a flood of forged ones must not hold the loop.
constexpr int kMostErrors = 16;

struct IcmpError {
    protocol::ProbeResult words;  ///< in the form that failure_text() speaks of
    bool port_unreachable = false;
    bool prohibited = false;
};

IcmpError read_error(const sock_extended_err& e) {
    IcmpError out;
    auto& r = out.words;
    r.outcome = protocol::Outcome::unreachable;
    r.icmp_type = e.ee_type;
    r.icmp_code = e.ee_code;
    if (e.ee_origin == SO_EE_ORIGIN_ICMP) {
        const bool destination = e.ee_type == ICMP_DEST_UNREACH;
        if (e.ee_type == ICMP_TIME_EXCEEDED) r.outcome = protocol::Outcome::ttl_exceeded;
        if (destination && e.ee_code == ICMP_FRAG_NEEDED) r.outcome = protocol::Outcome::too_big;
        out.port_unreachable = destination && e.ee_code == ICMP_PORT_UNREACH;
        out.prohibited = destination && (e.ee_code == ICMP_NET_ANO || e.ee_code == ICMP_HOST_ANO ||
                                         e.ee_code == ICMP_PKT_FILTERED);
    } else {
        const bool destination = e.ee_type == ICMP6_DST_UNREACH;
        if (e.ee_type == ICMP6_TIME_EXCEEDED) r.outcome = protocol::Outcome::ttl_exceeded;
        if (e.ee_type == ICMP6_PACKET_TOO_BIG) r.outcome = protocol::Outcome::too_big;
        out.port_unreachable = destination && e.ee_code == ICMP6_DST_UNREACH_NOPORT;
        out.prohibited = destination && e.ee_code == ICMP6_DST_UNREACH_ADMIN;
    }
    if (r.outcome == protocol::Outcome::too_big) r.mtu = e.ee_info;
    return out;
}

/// The first ICMP error in the queue, which is emptied.
std::optional<IcmpError> take_icmp_error(int fd) {
    std::optional<IcmpError> found;
    for (int i = 0; i < kMostErrors; ++i) {
        alignas(cmsghdr) std::array<char, 512> control{};
        msghdr message{};
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        if (recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) break;
        for (auto* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
            const bool error = (c->cmsg_level == SOL_IP && c->cmsg_type == IP_RECVERR) ||
                               (c->cmsg_level == SOL_IPV6 && c->cmsg_type == IPV6_RECVERR);
            if (!error || found) continue;
            sock_extended_err e{};
            std::memcpy(&e, CMSG_DATA(c), sizeof e);
            if (e.ee_origin != SO_EE_ORIGIN_ICMP && e.ee_origin != SO_EE_ORIGIN_ICMP6) continue;
            found = read_error(e);
            // The sender's address stands behind the error (SO_EE_OFFENDER).
            sockaddr_storage offender{};
            const auto* at = CMSG_DATA(c) + sizeof e;
            const auto rest =
                c->cmsg_len - static_cast<std::size_t>(at - reinterpret_cast<unsigned char*>(c));
            std::memcpy(&offender, at, rest < sizeof offender ? rest : sizeof offender);
            if (const auto from = IpAddress::from(reinterpret_cast<sockaddr*>(&offender)))
                found->words.responder = *from;
        }
    }
    return found;
}

SocketTrouble from_errno(int error, const std::string& refused_words) {
    switch (error) {
        case ECONNREFUSED:
            return {CheckStatus::refused, refused_words};
        case EHOSTUNREACH:
        case EHOSTDOWN:
            return {CheckStatus::unreachable, tr("host unreachable")};
        case ENETUNREACH:
        case ENONET:
            return {CheckStatus::unreachable, tr("network unreachable")};
        case EACCES:
            return {CheckStatus::unreachable, tr("prohibited by a firewall")};
        case ENOPROTOOPT:
        case EPROTO:
            return {CheckStatus::unreachable, tr("protocol unreachable")};
        case ETIMEDOUT:
            return {CheckStatus::timeout, tr("no answer")};
        case ECONNRESET:
        case EPIPE:
            return {CheckStatus::wrong_answer, tr("the connection was reset at once")};
        default:
            return local_trouble(error);
    }
}

}  // namespace

int open_check_socket(Family family, int type) {
    const int domain = family == Family::ipv4 ? AF_INET : AF_INET6;
    const int fd = socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -errno;
    const int on = 1;
    const int level = family == Family::ipv4 ? SOL_IP : SOL_IPV6;
    const int name = family == Family::ipv4 ? IP_RECVERR : IPV6_RECVERR;
    // Without it the errors are fewer and say less, which is no reason not to ask.
    (void)setsockopt(fd, level, name, &on, sizeof on);
    return fd;
}

std::optional<SocketTrouble> network_trouble(int fd, int error, const SocketEnds& ends,
                                             const std::string& refused_words) {
    const auto icmp = take_icmp_error(fd);
    if (!icmp) return error == 0 ? std::nullopt : std::optional(from_errno(error, refused_words));
    const bool own = icmp->words.responder == ends.here;
    // A rule that rejects here answers in the name of this machine.
    if (own && (icmp->prohibited || (icmp->port_unreachable && ends.here != ends.there)))
        return local_trouble(EPERM);
    if (icmp->port_unreachable)
        return SocketTrouble{CheckStatus::refused, refused_words, 0, icmp->words.responder};
    // This machine asked for the link-layer address in vain (RFC 826, RFC 4861).
    if (own && icmp->words.outcome == protocol::Outcome::unreachable)
        return SocketTrouble{CheckStatus::unreachable,
                             tr("nobody on the local network has its address")};
    return SocketTrouble{CheckStatus::unreachable, failure_text(icmp->words)};
}

void CheckSocket::ignore_icmp_errors() const {
    const int off = 0;
    const bool v4 = ends_.there.family == Family::ipv4;
    (void)setsockopt(fd_, v4 ? SOL_IP : SOL_IPV6, v4 ? IP_RECVERR : IPV6_RECVERR, &off, sizeof off);
}

}  // namespace traypulse
