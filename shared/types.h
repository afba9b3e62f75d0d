// The words of the trade as types, so that the compiler catches a swap.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>

namespace traypulse {

/// A number that stands for one kind of thing only. Plain value, any thread.
template <class Tag, class Rep>
struct StrongId {
    Rep value{};
    constexpr StrongId() = default;
    constexpr explicit StrongId(Rep v) : value(v) {}
    auto operator<=>(const StrongId&) const = default;
};

/// A target of the person's configuration. Stable while the agent runs; 0 is never given out.
using TargetId = StrongId<struct TargetIdTag, std::uint32_t>;
/// One stream of echo requests on one helper connection, chosen by the client.
using ProbeId = StrongId<struct ProbeIdTag, std::uint32_t>;
/// Counts the requests of one stream from 0. Not the 16 bits on the wire, which wrap.
using Sequence = StrongId<struct SequenceTag, std::uint32_t>;
/// IP time to live (RFC 791) or hop limit (RFC 8200), 0 where it is not known.
using Ttl = StrongId<struct TtlTag, std::uint8_t>;

using Nanoseconds = std::chrono::nanoseconds;

/// Round-trip time: from the send of an echo request to the kernel's receipt of its reply. Never
/// negative.
struct Rtt {
    Nanoseconds value{};
    constexpr Rtt() = default;
    constexpr explicit Rtt(Nanoseconds v) : value(v) {}
    auto operator<=>(const Rtt&) const = default;
    [[nodiscard]] constexpr double milliseconds() const {
        return static_cast<double>(value.count()) / 1e6;
    }
    [[nodiscard]] constexpr double microseconds() const {
        return static_cast<double>(value.count()) / 1e3;
    }
};

/// Tag of CLOCK_MONOTONIC. It has no now(): time comes in as an argument (DESIGN: pure parts read
/// no clock).
struct MonotonicClock {
    using duration = Nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<MonotonicClock>;
    static constexpr bool is_steady = true;
};
using MonoTime = MonotonicClock::time_point;
/// UTC. For showing and storing only; nothing is judged by it, because people and NTP set it.
using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;

/// One moment on both clocks, taken together.
struct Instant {
    MonoTime mono;
    WallTime wall;
    friend Instant operator+(Instant i, Nanoseconds d) {
        return {i.mono + d, i.wall + std::chrono::duration_cast<std::chrono::microseconds>(d)};
    }
};

}  // namespace traypulse

template <class Tag, class Rep>
struct std::hash<traypulse::StrongId<Tag, Rep>> {
    std::size_t operator()(const traypulse::StrongId<Tag, Rep>& id) const noexcept {
        return std::hash<Rep>{}(id.value);
    }
};
