// Whether a test can be several users.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <fstream>

namespace traypulse {

/// True for root in a user namespace that other users exist in (`unshare -r` knows one only).
inline bool has_other_users() {
    std::ifstream map("/proc/self/uid_map");
    std::uint64_t inside = 0, outside = 0, count = 0;
    return getuid() == 0 && map >> inside >> outside >> count && count > 65'536;
}

}  // namespace traypulse
