#include "agent/runtime/netlink.h"

#include <linux/neighbour.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <vector>

namespace traypulse::runtime {
namespace {

/// The kernel fills at most this much a read (NLMSG_GOODSIZE and growing dumps; iproute2 uses the
/// same).
constexpr std::size_t kReadSize = 32768;
/// Answers come within the call that asks. This is only so that a kernel that keeps one back (an
/// emulated one) does not hold the engine.
constexpr timeval kPatience{1, 0};

void append(std::vector<std::uint8_t>& out, const void* data, std::size_t size) {
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    out.insert(out.end(), bytes, bytes + size);
    out.resize(NLMSG_ALIGN(out.size()));
}

}  // namespace

Netlink::Netlink() : fd_(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)) {
    if (fd_ >= 0) setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
}

Netlink::~Netlink() {
    if (fd_ >= 0) close(fd_);
}

bool Netlink::dump(std::uint16_t type, std::uint8_t family, const Each& each) {
    // The family stands first in the fixed part of each of these tables; the longest of them is
    // enough for all.
    std::array<std::uint8_t, sizeof(ifinfomsg)> body{family};
    const std::size_t size = type == RTM_GETLINK ? sizeof(ifinfomsg) : sizeof(rtmsg);
    return ask(type, NLM_F_DUMP, std::span(body).first(size), each);
}

bool Netlink::neighbour(int interface, const IpAddress& address, const Each& each) {
    const bool four = address.family == Family::ipv4;
    ndmsg fixed{};
    fixed.ndm_family = four ? AF_INET : AF_INET6;
    fixed.ndm_ifindex = interface;
    const std::size_t size = four ? 4 : 16;
    rtattr attribute{};
    attribute.rta_type = NDA_DST;
    attribute.rta_len = static_cast<unsigned short>(RTA_LENGTH(size));
    std::vector<std::uint8_t> body;
    append(body, &fixed, sizeof fixed);
    append(body, &attribute, sizeof attribute);
    append(body, address.bytes.data(), size);
    return ask(RTM_GETNEIGH, 0, body, each);
}

bool Netlink::ask(std::uint16_t type, std::uint16_t flags, std::span<const std::uint8_t> body,
                  const Each& each) {
    nlmsghdr header{};
    header.nlmsg_len = static_cast<std::uint32_t>(NLMSG_LENGTH(body.size()));
    header.nlmsg_type = type;
    header.nlmsg_flags = NLM_F_REQUEST | flags;
    header.nlmsg_seq = ++sequence_;
    std::vector<std::uint8_t> request;
    append(request, &header, sizeof header);
    append(request, body.data(), body.size());
    if (fd_ < 0 || send(fd_, request.data(), request.size(), 0) < 0) return false;
    alignas(nlmsghdr) std::array<char, kReadSize> buffer{};
    for (;;) {
        const auto n = recv(fd_, buffer.data(), buffer.size(), 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        auto left = static_cast<std::size_t>(n);
        for (const auto* m = reinterpret_cast<const nlmsghdr*>(buffer.data()); NLMSG_OK(m, left);
             m = NLMSG_NEXT(m, left)) {
            if (m->nlmsg_seq != sequence_) continue;  // of an answer that was given up
            if (m->nlmsg_type == NLMSG_DONE) return true;
            if (m->nlmsg_type == NLMSG_ERROR) return false;
            each(m);
            if ((m->nlmsg_flags & NLM_F_MULTI) == 0) return true;
        }
    }
}

void attributes(const void* first, std::size_t length, const EachAttribute& each) {
    auto left = static_cast<unsigned>(length);
    for (const auto* a = static_cast<const rtattr*>(first); RTA_OK(a, left); a = RTA_NEXT(a, left))
        each(a);
}

std::uint32_t number_of(const rtattr* a) {
    std::uint32_t value = 0;
    std::memcpy(&value, RTA_DATA(a), std::min<std::size_t>(sizeof value, RTA_PAYLOAD(a)));
    return value;
}

std::string text_of(const rtattr* a) {
    const auto* text = static_cast<const char*>(RTA_DATA(a));
    return {text, strnlen(text, RTA_PAYLOAD(a))};
}

std::optional<IpAddress> address_of(std::uint8_t family, const void* data, std::size_t size,
                                    int interface) {
    if (family != AF_INET && family != AF_INET6) return std::nullopt;
    IpAddress address;
    address.family = family == AF_INET ? Family::ipv4 : Family::ipv6;
    const std::size_t wanted = family == AF_INET ? 4 : 16;
    if (size < wanted) return std::nullopt;
    std::memcpy(address.bytes.data(), data, wanted);
    if (address.family == Family::ipv6 && address.is_link_local())
        address.scope = static_cast<std::uint32_t>(interface);
    return address;
}

}  // namespace traypulse::runtime
