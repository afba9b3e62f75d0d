// c-ares, made ready once for the process.
#pragma once

#include <ares.h>

namespace traypulse {

/// False when it could not be (no memory). Any thread; ares_library_init(3).
inline bool cares_ready() {
    static const bool ready = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS;
    return ready;
}

/// Windows' sockets are handles of 32 bits, also where handles have 64.
inline int descriptor_of(ares_socket_t socket) { return static_cast<int>(socket); }

}  // namespace traypulse
