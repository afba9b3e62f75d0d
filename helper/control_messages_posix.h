// Reading one control message (cmsg(3)), the sender's address and a stamp, as read_message() does
// on Linux and on macOS.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

#include "helper/received.h"

namespace traypulse::helper {

template <class T>
[[nodiscard]] T payload_of(const cmsghdr* control) {
    T out{};
    std::memcpy(&out, CMSG_DATA(control), sizeof out);
    return out;
}

/// True where it is of this kind and long enough for a T.
template <class T>
[[nodiscard]] bool is(const cmsghdr* control, int level, int type) {
    return control->cmsg_level == level && control->cmsg_type == type &&
           control->cmsg_len >= CMSG_LEN(sizeof(T));
}

/// Nullopt where the kernel gave none, or less than its family needs.
[[nodiscard]] inline std::optional<IpAddress> source_of(const msghdr& message) {
    const auto* from = static_cast<const sockaddr*>(message.msg_name);
    if (message.msg_namelen < sizeof(sockaddr_in) ||
        (from->sa_family == AF_INET6 && message.msg_namelen < sizeof(sockaddr_in6)))
        return std::nullopt;
    return IpAddress::from(from);
}

/// 0 for what is out of range: that is not from the kernel, and no number of
/// nanoseconds.
[[nodiscard]] inline Nanoseconds since_1970(std::int64_t seconds, Nanoseconds rest) {
    constexpr std::int64_t kMostSeconds = 1LL << 33;
    if (seconds < 0 || seconds > kMostSeconds) return {};
    if (rest < Nanoseconds::zero() || rest >= std::chrono::seconds{1}) return {};
    return std::chrono::seconds{seconds} + rest;
}

}  // namespace traypulse::helper
