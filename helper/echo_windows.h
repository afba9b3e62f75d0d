// Echo requests by the system's own ICMP API (IcmpSendEcho2, Icmp6SendEcho2), which needs no
// privilege and no raw socket.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "helper/prober.h"
#include "helper/stamp.h"

namespace traypulse::helper {

/// One thread, which must wait alertably (SleepEx and its kin): answers come as its asynchronous
/// procedure calls. What the API does not do: the identifier and the sequence number are the
/// system's own, so a flow is not kept; the round trip is taken between our own stamps, since the
/// API tells whole milliseconds; what a router adds to an error is not handed on.
class EchoSender {
 public:
    /// An answer to a departure; `received` and `read` are of the moment when we saw it.
    struct Answer {
        Departure departure;
        icmp::Message message;
        IpAddress source;
        Stamp read;
    };
    using Arrived = std::function<void(const Answer&)>;

    explicit EchoSender(Arrived arrived);
    ~EchoSender();
    EchoSender(const EchoSender&) = delete;
    EchoSender& operator=(const EchoSender&) = delete;

    [[nodiscard]] protocol::SocketKind kind(Family family) const;
    /// 0 and the time of the send, or an error of Windows.
    struct Sent {
        std::uint32_t error = 0;
        Stamp at;
    };
    Sent send(const Departure& departure);
    /// Requests that the system has not given back yet.
    [[nodiscard]] std::size_t pending() const;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace traypulse::helper
