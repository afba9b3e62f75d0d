// UDP: does the port answer?
#pragma once

#include "agent/probes/basic_check.h"
#include "agent/probes/udp_payloads.h"

namespace traypulse {

/// Sends one datagram (udp_payloads.h says which) from a connected socket and waits for the answer.
/// Phases: "name" (of a name), "reply". Facts: those of the payload, "reply_bytes" of a plain one;
/// "ignored": how many answers to other questions came.
/// refused: ICMP port unreachable. Any other ICMP error is unreachable, in its words.
class UdpCheck final : public BasicCheck {
 public:
    UdpCheck(uv_loop_t* loop, NameResolver& names, CheckRequest request);

 private:
    void ask() override;
    void release() override;
    void give_up() override;
    void watch();
    void ready(bool failed);
    void read();
    void judge(Octets reply);
    [[nodiscard]] std::string nobody() const;

    CheckSocket socket_;
    uv::Poll poll_;  // after socket_: it goes first
    UdpExchange exchange_;
    Nanoseconds asked_{};
    unsigned ignored_ = 0;
};

}  // namespace traypulse
