// What the helper allows, each number with its reason. The invariant behind all of them: no user
// gains more through the helper than unprivileged ping(8) and fping(8) already grant.
//
// Constants only, any thread. A helper that was not started set-uid or with file capabilities may
// be given other values for those in helper/limits (its command line says which); a client can
// change none.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace traypulse::limits {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

// ---- what one stream may ask ----

/// fping's least interval for one target as an ordinary user (-p 10): faster is a flood, not a
/// measurement.
inline constexpr nanoseconds kLeastInterval = milliseconds{10};
/// A day: longer is not monitoring, and sums of it stay far from the ends of 64 bits.
inline constexpr nanoseconds kLongestInterval = std::chrono::hours{24};
/// Below a millisecond the scheduler of a busy machine alone would make "loss".
inline constexpr nanoseconds kShortestTimeout = milliseconds{1};
/// A reply later than a minute helps nobody, and each request waiting holds a slot.
inline constexpr nanoseconds kLongestTimeout = seconds{60};
/// Ethernet's 1500 bytes less the IPv4 and ICMP headers: no amplification by fragments.
inline constexpr std::uint16_t kLargestPayload = 1472;
/// The cookie and as much again, so that even the smallest request can be told from a forged one.
inline constexpr std::uint16_t kSmallestPayload = 16;

// ---- what one user and all users together may send ----

/// Ten targets at the least interval, or a thousand at one a second: above what a tray agent needs
/// and below what one user may do already with a few fping processes.
inline constexpr std::uint32_t kUidPacketsPerSecond = 1000;
/// Lets re-checks and a traceroute begin at once without letting a window exceed the rate by much.
inline constexpr std::uint32_t kUidBurst = 200;
/// Five users at their limit; about 1.5 % of one core, and 4 Mbit/s of small packets.
inline constexpr std::uint32_t kTotalPacketsPerSecond = 5000;
/// 40 ms of the total rate: several users' bursts overlap without one waiting for another.
inline constexpr std::uint32_t kTotalBurst = 200;
/// More streams than the rate can serve once in four seconds are a mistake.
inline constexpr std::uint32_t kUidProbes = 4096;

// ---- connections ----

/// An agent, a `traypulse ping` beside it, and two to spare.
inline constexpr std::uint32_t kUidConnections = 4;
/// With the helper's own descriptors well below kOpenFiles, so that accept(2) never meets EMFILE
/// (libuv then spins at 100 %).
inline constexpr std::uint32_t kConnections = 64;
/// A client says hello at once; who does not is not one of ours.
inline constexpr nanoseconds kHelloTime = seconds{2};
/// Room for a rush of honest clients; the oldest silent one makes way.
inline constexpr std::uint32_t kPendingHellos = 8;
/// Nearly 1,000 results: a second at the full rate of one user.
inline constexpr std::size_t kOutputQueue = std::size_t{64} * 1024;
/// Above this no more of the client's frames are read. What is left of kOutputQueue holds an Ended
/// for each of kUidProbes streams, which the client may not lose.
inline constexpr std::size_t kOutputPause = std::size_t{16} * 1024;
/// A client that has not taken a byte for so long is stuck; it will come back.
inline constexpr nanoseconds kStuckTime = seconds{10};
/// How long a client that was told goodbye may take to read it.
inline constexpr nanoseconds kGoodbyeTime = seconds{1};

/// People: UID_MIN of login.defs(5) to the end of systemd-homed's range (UIDS-GIDS). Root (0) is
/// allowed too; services and ids mapped from user namespaces (100000 and up) are not.
inline constexpr std::uint32_t kFirstUid = 1000;
inline constexpr std::uint32_t kLastUid = 60513;

// ---- the process ----

/// kConnections and the helper's own two dozen descriptors, and a margin.
inline constexpr std::uint32_t kOpenFiles = 128;
/// The helper's own descriptors at most: three standard ones, sockets, timers, epoll, signal pipe.
inline constexpr std::uint32_t kOwnFiles = 32;

// ---- without a ceiling ----
// For a helper that root itself started: its caller could open raw sockets anyway.

/// The tick of the sending clock: finer intervals would only be sent in bursts.
inline constexpr nanoseconds kUncappedLeastInterval = milliseconds{1};
/// Bounded by memory alone: about 100 bytes a stream.
inline constexpr std::uint32_t kUncappedProbes = 262144;

}  // namespace traypulse::limits
