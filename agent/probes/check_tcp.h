// TCP: does the port accept a connection, and does the server greet as it should?
#pragma once

#include "agent/probes/basic_check.h"

namespace traypulse {

/// Connects (RFC 9293), reads the banner if options.banner asks for one, closes. `took` is the
/// connect time. Phases: "name" (of a name), "connect", "banner". Facts: "banner", the first line
/// of what the server said, printable ASCII only; "refused_by", who sent an ICMP port unreachable.
/// refused: reset, or ICMP port unreachable. A banner that does not come is a timeout; another one,
/// a closed or a reset connection is a wrong_answer. Packets that this machine's own firewall drops
/// without a word are a timeout: the kernel goes on trying as if they had been lost.
class TcpCheck final : public BasicCheck {
 public:
    TcpCheck(uv_loop_t* loop, NameResolver& names, CheckRequest request);

 private:
    void ask() override;
    void release() override;
    void give_up() override;
    void connected();
    void read();
    void end_banner(CheckStatus status, const std::string& reason);

    CheckSocket socket_;
    uv::Poll poll_;  // after socket_: it goes first
    Nanoseconds asked_{};
    bool reading_ = false;
    std::string said_;
};

}  // namespace traypulse
