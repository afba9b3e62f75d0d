// Exit statuses of traypulse-helper: how the agent knows which step of the ladder to try next.
#pragma once

namespace traypulse::helper_exit {

/// Told to end, or the only client of a spawned helper went.
inline constexpr int kOk = 0;
/// Wrong arguments. One sentence is on stderr.
inline constexpr int kUsage = 2;
/// Neither raw nor datagram ICMP sockets are allowed for any family: step down to the ping command.
inline constexpr int kNoSocket = 3;
/// A step of dropping privileges or of confinement failed; nothing was served.
inline constexpr int kNotConfined = 4;
/// Descriptor 3 is not a listening or connected Unix stream socket.
inline constexpr int kNoClient = 5;
/// Something else of the system failed at start or while serving.
inline constexpr int kSystem = 6;

}  // namespace traypulse::helper_exit
