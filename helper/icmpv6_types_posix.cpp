#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

#include "helper/packet_filter.h"
#include "shared/system_error.h"

namespace traypulse::helper {

Status pass_icmpv6_types(int fd) {
    icmp6_filter types{};
    ICMP6_FILTER_SETBLOCKALL(&types);
    for (const int type : {ICMP6_DST_UNREACH, ICMP6_PACKET_TOO_BIG, ICMP6_TIME_EXCEEDED,
                           ICMP6_PARAM_PROB, ICMP6_ECHO_REPLY})
        ICMP6_FILTER_SETPASS(type, &types);
    if (setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &types, sizeof types) == 0) return ok();
    return system_error("cannot filter ICMPv6 types");
}

}  // namespace traypulse::helper
