// What the kernel says along with one received packet: its control messages (cmsg(3)).
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <span>

#include "shared/ip_address.h"
#include "shared/types.h"

namespace traypulse::helper {

/// An entry of the error queue (IP_RECVERR of ip(7)): an ICMP error, an error of this machine, or a
/// transmit stamp.
struct QueuedError {
    enum class Origin : std::uint8_t { other, icmp, stamp };
    Origin origin = Origin::other;
    std::uint8_t type = 0;
    std::uint8_t code = 0;
    std::uint32_t info = 0;
    std::uint32_t data = 0;  ///< of a stamp: the number of its packet
    /// Of an ICMP error: where in the packet the router's additions begin (RFC 4884); 0: none.
    std::size_t extensions_at = 0;
};

/// Plain value; `packet` points into the reader's buffer.
struct Received {
    std::span<const std::uint8_t> packet;
    bool with_ip_header = false;  ///< the packet begins with its IPv4 header, else with ICMP's
    std::optional<IpAddress> source;
    Nanoseconds at{};       ///< receive stamp, CLOCK_REALTIME; 0 where there is none
    Nanoseconds sent_at{};  ///< transmit stamp, likewise
    Ttl ttl;
    std::optional<QueuedError> error;
    std::optional<IpAddress> offender;  ///< who sent the ICMP error
};

/// Reads the control messages of what recvmsg(2) returned. `drops` becomes the kernel's running
/// count where it says one (SO_RXQ_OVFL). Anything unknown or too short is passed over. Any thread.
[[nodiscard]] Received read_message(const msghdr& message, std::span<const std::uint8_t> packet,
                                    std::uint32_t& drops);

}  // namespace traypulse::helper
