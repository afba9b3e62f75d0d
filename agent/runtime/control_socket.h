// Unix-domain socket addresses, and the descriptors of such sockets.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <optional>
#include <string>

#include "shared/descriptor.h"

namespace traypulse {

/// nullopt where the path is longer than the kernel takes (107 bytes, unix(7)).
inline std::optional<sockaddr_un> unix_address(const std::string& path) {
    sockaddr_un out{};
    out.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof out.sun_path) return std::nullopt;
    path.copy(out.sun_path, path.size());
    return out;
}

}  // namespace traypulse
