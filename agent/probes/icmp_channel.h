// How echo requests leave this machine: one interface over the rungs of the ladder (DESIGN §1).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "shared/protocol.h"
#include "shared/result.h"

namespace traypulse {

enum class Rung : std::uint8_t { none, command, datagram, spawned, service };
/// "helper service", "helper", "helper without privilege", "ping command", "nothing".
std::string_view to_string(Rung);

/// What the channel in use can do.
struct ChannelAbilities {
    Rung rung = Rung::none;
    bool ipv4 = false;
    bool ipv6 = false;
    Nanoseconds least_interval{};
    std::uint16_t largest_payload = 0;
    std::uint32_t most_probes = 0;         ///< 0: as many as one likes
    std::uint32_t packets_per_second = 0;  ///< 0: as many as one likes
    bool sets_ttl = false;       ///< quick enough with Start::ttl and one-shots for a traceroute
    bool dont_fragment = false;  ///< Start::dont_fragment holds
    bool flows = false;          ///< Start::flow may be other than 0
};

/// What comes back. All of them on the loop's thread, never from inside a call of the channel's
/// own.
struct ChannelEvents {
    std::function<void(const ChannelAbilities&)> ready;
    std::function<void(const protocol::ProbeResult&)> result;
    std::function<void(const protocol::Ended&)> ended;
    /// What a router added to the error of the result that follows. May be empty.
    std::function<void(const protocol::Extensions&)> extensions;
    /// This one Start was refused; the sentence says what was asked, what is allowed, what to
    /// change.
    std::function<void(ProbeId, const Error&)> rejected;
    /// Results lost on the way here, or packets dropped by the kernel: never counted as loss.
    std::function<void(std::uint64_t)> missed;
    /// The channel is gone, with every stream of it. Nothing follows until ready again.
    std::function<void(const Error&)> lost;
};

/// One way to send echo requests. Loop thread only. Destroying it ends it; no event follows.
class IcmpChannel {
 public:
    virtual ~IcmpChannel() = default;
    IcmpChannel() = default;
    IcmpChannel(const IcmpChannel&) = delete;
    IcmpChannel& operator=(const IcmpChannel&) = delete;
    /// Begins; `ready` or `lost` follows.
    virtual void open(ChannelEvents events) = 0;
    virtual void start(const protocol::Start& request) = 0;
    /// `ended` follows, with reason stopped. An unknown id is ignored (its Ended may be on the
    /// way).
    virtual void stop(ProbeId probe) = 0;
};

}  // namespace traypulse
