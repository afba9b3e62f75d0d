#include "helper/received.h"

#include <netinet/in.h>
#include <sys/time.h>

#include "helper/control_messages_posix.h"

namespace traypulse::helper {
namespace {

Nanoseconds time_of(const timeval& t) {
    return since_1970(t.tv_sec, std::chrono::microseconds{t.tv_usec});
}

}  // namespace

// `drops` stays as it is: the kernel counts what a full buffer lost for netstat(1), not for us.
Received read_message(const msghdr& message, std::span<const std::uint8_t> packet,
                      std::uint32_t& /*drops*/) {
    Received out;
    out.packet = packet;
    out.source = source_of(message);
    auto& header = const_cast<msghdr&>(message);  // CMSG_NXTHDR only reads it
    for (auto* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
        if (is<timeval>(c, SOL_SOCKET, SCM_TIMESTAMP))
            out.at = time_of(payload_of<timeval>(c));
        else if (is<int>(c, IPPROTO_IPV6, IPV6_HOPLIMIT))
            out.ttl = Ttl{static_cast<std::uint8_t>(payload_of<int>(c))};
        else if (is<std::uint8_t>(c, IPPROTO_IP, IP_RECVTTL))  // one byte, as in ip(4)
            out.ttl = Ttl{payload_of<std::uint8_t>(c)};
    }
    return out;
}

}  // namespace traypulse::helper
