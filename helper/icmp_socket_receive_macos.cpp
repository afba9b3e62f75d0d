#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "helper/clock.h"
#include "helper/icmp_socket.h"
#include "helper/quoted_length.h"
#include "helper/received.h"

namespace traypulse::helper {
namespace {

// Of one pass: the loop has other things to do, too.
constexpr int kMostPackets = 256;
// The largest request's reply, or an error quoting what fits into 1,280 bytes.
constexpr std::size_t kPacket = icmp::kHeader + limits::kLargestPayload;
constexpr std::size_t kControl = 256;

}  // namespace

// One system call for each packet: that for several (recvmsg_x) is not public.
bool IcmpSocket::receive(const std::function<void(const Arrival&)>& arrived) {
    const bool ipv4 = family_of(path_) == Family::ipv4;
    std::array<std::uint8_t, kPacket> packet;
    alignas(cmsghdr) std::array<char, kControl> control;
    for (int n = 0; n < kMostPackets; ++n) {
        sockaddr_storage address{};
        iovec data{packet.data(), packet.size()};
        msghdr header{};
        header.msg_name = &address;
        header.msg_namelen = sizeof address;
        header.msg_iov = &data;
        header.msg_iovlen = 1;
        header.msg_control = control.data();
        header.msg_controllen = static_cast<socklen_t>(control.size());
        const auto got = recvmsg(fd_, &header, MSG_DONTWAIT);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return true;
        const auto whole = std::span(packet).first(static_cast<std::size_t>(got));
        if (ipv4) restore_quoted_length(whole);
        const auto received = read_message(header, whole, drops_seen_);
        if (trace_ && received.source) trace_("received", *received.source, received.packet);
        if (const auto arrival = judge(received, stamp_now())) arrived(*arrival);
    }
    return false;
}

// Errors come as packets, to sockets of both kinds, and nothing that was sent is stamped. What is
// left is the error of the socket itself, which would fail the next call.
void IcmpSocket::receive_errors(const std::function<void(const Arrival&)>& /*arrived*/,
                                const std::function<void(const Restamp&)>& /*stamped*/) {
    clear_pending_error();
}

}  // namespace traypulse::helper
