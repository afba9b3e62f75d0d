#include <ctime>  // linux/errqueue.h uses timespec without it

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "agent/probes/udp_path_socket.h"
#include "agent/translations/translate.h"
#include "shared/system_error.h"

namespace traypulse {
namespace {

/// An error quotes at most what fits 1,280 bytes; replies beyond that need not be read whole.
constexpr std::size_t kPacket = 2048;
/// At once, before the loop looks at the others again.
constexpr int kReads = 64;

bool set(int fd, int level, int option, int value) {
    return setsockopt(fd, level, option, &value, sizeof value) == 0;
}

bool set_options(int fd, Family family, bool whole) {
    // So that poll(2) tells the error queue from a broken socket.
    if (!set(fd, SOL_SOCKET, SO_SELECT_ERR_QUEUE, 1)) return false;
    if (family == Family::ipv4) {
        set(fd, IPPROTO_IP, IP_RECVERR_RFC4884, 1);  // Linux 5.9; the rest works without
        return set(fd, IPPROTO_IP, IP_RECVERR, 1) &&
               set(fd, IPPROTO_IP, IP_MTU_DISCOVER, whole ? IP_PMTUDISC_PROBE : IP_PMTUDISC_DONT);
    }
    set(fd, IPPROTO_IPV6, IPV6_RECVERR_RFC4884, 1);
    return set(fd, IPPROTO_IPV6, IPV6_RECVERR, 1) &&
           set(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER,
               whole ? IPV6_PMTUDISC_PROBE : IPV6_PMTUDISC_DONT) &&
           set(fd, IPPROTO_IPV6, IPV6_DONTFRAG, whole ? 1 : 0);
}

Error failed(const std::string& what) {
    return system_error(what, ErrorCode::io, tr("see the routes of this machine (ip route)"));
}

struct Message {
    std::array<std::uint8_t, kPacket> packet;
    alignas(cmsghdr) std::array<char, 512> control;
    sockaddr_storage address{};
    iovec data{packet.data(), packet.size()};
    msghdr header{};
    Message() {
        header.msg_name = &address;
        header.msg_namelen = sizeof address;
        header.msg_iov = &data;
        header.msg_iovlen = 1;
        header.msg_control = control.data();
        header.msg_controllen = control.size();
    }
};

bool is_error(const cmsghdr* c) {
    const bool ours = (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
                      (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR);
    return ours && c->cmsg_len >= CMSG_LEN(sizeof(sock_extended_err) + sizeof(sockaddr_in));
}

}  // namespace

Result<std::unique_ptr<UdpPathSocket>> UdpPathSocket::open(uv_loop_t* loop, const IpAddress& target,
                                                           std::uint16_t port, bool whole,
                                                           Heard heard) {
    const int fd = socket(target.family == Family::ipv4 ? AF_INET : AF_INET6,
                          SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return failed(tr("cannot open a UDP socket"));
    std::unique_ptr<UdpPathSocket> out(new UdpPathSocket(fd, target.family, std::move(heard)));
    if (!set_options(fd, target.family, whole)) return failed(tr("cannot set up a UDP socket"));
    sockaddr_storage to{};
    const auto length = target.to(to, port);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&to), length) != 0)
        return failed(tr("no way to {0}", target.text()));
    out->poll_ = uv::Poll(loop, fd, UV_READABLE | UV_PRIORITIZED,
                          [socket = out.get()](int status, int) { socket->on_ready(status); });
    if (!out->poll_) return failed(tr("cannot watch a UDP socket"));
    return out;
}

UdpPathSocket::UdpPathSocket(int fd, Family family, Heard heard)
    : fd_(fd), family_(family), heard_(std::move(heard)) {}

UdpPathSocket::~UdpPathSocket() {
    *alive_ = false;
    poll_.reset();
    close(fd_);
}

int UdpPathSocket::send(Ttl ttl, std::span<const std::uint8_t> payload) {
    iovec data{const_cast<std::uint8_t*>(payload.data()), payload.size()};  // sendmsg only reads it
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr header{};
    header.msg_iov = &data;
    header.msg_iovlen = 1;
    if (ttl.value != 0) {
        header.msg_control = control.data();
        header.msg_controllen = control.size();
        auto* c = CMSG_FIRSTHDR(&header);
        c->cmsg_level = family_ == Family::ipv4 ? int{IPPROTO_IP} : int{IPPROTO_IPV6};
        c->cmsg_type = family_ == Family::ipv4 ? IP_TTL : IPV6_HOPLIMIT;
        c->cmsg_len = CMSG_LEN(sizeof(int));
        const int value = ttl.value;
        std::memcpy(CMSG_DATA(c), &value, sizeof value);
    }
    int error = 0;
    // An error about an earlier packet waits at the socket and fails the next call in its place.
    for (int attempt = 0; attempt < 3; ++attempt) {
        if (sendmsg(fd_, &header, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) return 0;
        error = errno;
        int pending = 0;
        socklen_t length = sizeof pending;
        getsockopt(fd_, SOL_SOCKET, SO_ERROR, &pending, &length);
    }
    return error;
}

void UdpPathSocket::on_ready(int status) {
    const auto alive = alive_;
    for (int i = 0; i < kReads && *alive; ++i)
        if (!read_error()) break;
    for (int i = 0; i < kReads && *alive; ++i)
        if (!read_reply()) break;
    // libuv stops watching after an error; the socket is still good.
    if (*alive && status < 0) poll_.change(UV_READABLE | UV_PRIORITIZED);
}

bool UdpPathSocket::read_error() {
    Message message;
    const auto got = recvmsg(fd_, &message.header, MSG_ERRQUEUE | MSG_DONTWAIT);
    if (got < 0) return false;
    const auto packet = std::span(message.packet).first(static_cast<std::size_t>(got));
    for (auto* c = CMSG_FIRSTHDR(&message.header); c != nullptr;
         c = CMSG_NXTHDR(&message.header, c)) {
        if (!is_error(c)) continue;
        sock_extended_err e{};
        std::memcpy(&e, CMSG_DATA(c), sizeof e);
        const auto* from = reinterpret_cast<const sockaddr*>(CMSG_DATA(c) + sizeof e);
        const bool fits =
            from->sa_family != AF_INET6 || c->cmsg_len >= CMSG_LEN(sizeof e + sizeof(sockaddr_in6));
        const auto responder = fits ? IpAddress::from(from) : std::nullopt;
        if (!responder || (e.ee_origin != SO_EE_ORIGIN_ICMP && e.ee_origin != SO_EE_ORIGIN_ICMP6))
            continue;
        UdpAnswer answer;
        answer.responder = *responder;
        answer.type = e.ee_type;
        answer.code = e.ee_code;
        answer.mtu = e.ee_errno == EMSGSIZE ? e.ee_info : 0;
        const std::size_t at = e.ee_rfc4884.len;
        answer.payload = at > 0 && at < packet.size() ? packet.first(at) : packet;
        if (at > 0 && at < packet.size()) answer.extensions = packet.subspan(at);
        heard_(answer);
        return true;
    }
    return true;
}

bool UdpPathSocket::read_reply() {
    Message message;
    const auto got = recvmsg(fd_, &message.header, MSG_DONTWAIT);
    if (got < 0) return errno != EAGAIN && errno != EWOULDBLOCK;  // a pending error: taken with it
    UdpAnswer answer;
    answer.is_reply = true;
    if (const auto from = IpAddress::from(reinterpret_cast<const sockaddr*>(&message.address)))
        answer.responder = *from;
    answer.payload = std::span(message.packet).first(static_cast<std::size_t>(got));
    heard_(answer);
    return true;
}

}  // namespace traypulse
