// A UDP socket that hears what routers say about its packets, without any privilege: IP_RECVERR of
// ip(7).
#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "shared/ip_address.h"
#include "shared/result.h"
#include "shared/types.h"
#include "shared/uv_handle.h"

namespace traypulse {

/// One ICMP error about one of our packets, or a datagram that the target itself has sent.
struct UdpAnswer {
    bool is_reply = false;  ///< a datagram of the target's; the rest but the responder is empty
    IpAddress responder;
    std::uint8_t type = 0;
    std::uint8_t code = 0;
    std::uint32_t mtu = 0;  ///< of "too big"
    /// The quoted payload of our packet; routers may quote none of it.
    std::span<const std::uint8_t> payload;
    std::span<const std::uint8_t> extensions;  ///< RFC 4884, not checked; may be empty
};

/// Sends to one address and port from one port, so that all its packets are one flow. Loop thread.
class UdpPathSocket {
 public:
    /// Called from the loop; may destroy the socket. Spans last as long as the call.
    using Heard = std::function<void(const UdpAnswer&)>;
    /// `whole`: no packet is divided on the way, whatever is remembered of the path.
    static Result<std::unique_ptr<UdpPathSocket>> open(uv_loop_t* loop, const IpAddress& target,
                                                       std::uint16_t port, bool whole, Heard heard);
    ~UdpPathSocket();
    UdpPathSocket(const UdpPathSocket&) = delete;
    UdpPathSocket& operator=(const UdpPathSocket&) = delete;

    /// 0 or errno. `ttl` 0: the system's default.
    int send(Ttl ttl, std::span<const std::uint8_t> payload);

 private:
    UdpPathSocket(int fd, Family family, Heard heard);
    void on_ready(int status);
    bool read_error();
    bool read_reply();

    int fd_;
    Family family_;
    Heard heard_;
    uv::Poll poll_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace traypulse
