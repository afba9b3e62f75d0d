#include "agent/probes/local_route.h"

#include <sys/socket.h>

#include "agent/probes/check_socket.h"

namespace traypulse {

int local_route_error(const IpAddress& address) {
    // Any port: connect(2) of a datagram socket only chooses a route.
    constexpr std::uint16_t kDiscard = 9;
    return CheckSocket().connect(address, kDiscard, SOCK_DGRAM);
}

}  // namespace traypulse
