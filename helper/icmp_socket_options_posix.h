// What opening an ICMP socket needs on Linux and on macOS.
#pragma once

#include <sys/socket.h>

#include <cerrno>
#include <string>

#include "helper/icmp_socket.h"
#include "shared/system_error.h"

namespace traypulse::helper {

/// Bytes: holds the replies of 10,000 targets that answer at once; Linux' default loses some at
/// 256.
inline constexpr int kReceiveBuffer = 4 * 1024 * 1024;

/// `what` with the reason in errno.
inline Error not_opened(const std::string& what) {
    const auto code = errno == EPERM || errno == EACCES ? ErrorCode::permission : ErrorCode::io;
    return system_error(what, code);
}

inline Error not_opened(Family family, protocol::SocketKind kind) {
    const std::string type = kind == protocol::SocketKind::raw ? "a raw" : "a datagram";
    const std::string version = family == Family::ipv4 ? "IPv4" : "IPv6";
    return not_opened("cannot open " + type + " ICMP socket for " + version);
}

/// setsockopt(2) of a number.
inline bool set(int fd, int level, int option, int value) {
    return setsockopt(fd, level, option, &value, sizeof value) == 0;
}

}  // namespace traypulse::helper
