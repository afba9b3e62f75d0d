#include "agent/probes/local_route.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace traypulse {

int local_route_error(const IpAddress& address) {
    sockaddr_storage to{};
    const socklen_t length = address.to(to);
    // Any port: connect(2) of a datagram socket only chooses a route.
    constexpr in_port_t kDiscard = 9;
    if (address.family == Family::ipv4)
        reinterpret_cast<sockaddr_in&>(to).sin_port = htons(kDiscard);
    else
        reinterpret_cast<sockaddr_in6&>(to).sin6_port = htons(kDiscard);
    const int fd = socket(to.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return errno;
    const int error = connect(fd, reinterpret_cast<sockaddr*>(&to), length) == 0 ? 0 : errno;
    close(fd);
    return error;
}

}  // namespace traypulse
