#include "helper/packet_filter.h"

namespace traypulse::helper {

// macOS has bpf(4) for devices, not for sockets, and ICMP6_FILTER (icmp6(4)) with no like of it for
// IPv4: what is not ours wakes us, and IcmpSocket::judge() throws it away by its identifier.
Status filter_packets(int fd, Family family, std::uint16_t /*base*/, std::uint16_t /*count*/) {
    return family == Family::ipv4 ? ok() : pass_icmpv6_types(fd);
}

}  // namespace traypulse::helper
