// One ICMP socket: opened with privilege, used without. Sends echo requests, receives what answers
// them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "helper/path.h"
#include "helper/prober.h"
#include "helper/random.h"
#include "helper/stamp.h"
#include "shared/icmp/packet.h"
#include "shared/result.h"

namespace traypulse::helper {

/// Identifiers that each raw socket holds: with 65,536 sequence numbers each, a million requests on
/// their way. A datagram socket has one, which the kernel enforces.
inline constexpr std::uint16_t kRawIdentifiers = 16;

/// What became of one send.
struct SendOutcome {
    int error = 0;  ///< errno, 0 where it was sent
    Stamp at;
};

/// An answer, its key in the probe table, and when the kernel received it (CLOCK_REALTIME).
struct Arrival {
    SlotKey key = 0;
    icmp::Message message;
    IpAddress source;
    Nanoseconds received{};
};

/// Owns a descriptor. One thread. Movable.
class IcmpSocket {
 public:
    using Trace = std::function<void(std::string_view direction, const IpAddress& whom,
                                     std::span<const std::uint8_t> packet)>;

    /// All options are set here; none can be set later. Fails where this kind is not allowed or the
    /// family does not exist.
    static Result<IcmpSocket> open(Path path, protocol::SocketKind kind, Random& random);

    IcmpSocket(IcmpSocket&& other) noexcept;
    IcmpSocket& operator=(IcmpSocket&& other) noexcept;
    IcmpSocket(const IcmpSocket&) = delete;
    IcmpSocket& operator=(const IcmpSocket&) = delete;
    ~IcmpSocket();

    /// Sends all of them in as few system calls as possible; `outcomes` is as long as `departures`.
    void send(std::span<const Departure> departures, std::span<SendOutcome> outcomes);
    /// Takes what has come, at most 256 packets. True when nothing is left for now.
    bool receive(const std::function<void(const Arrival&)>& arrived);
    /// Takes what is in the error queue: on datagram sockets the ICMP errors, else nothing of
    /// interest.
    void receive_errors(const std::function<void(const Arrival&)>& arrived);
    /// Packets that the kernel dropped for lack of buffer since the last call.
    std::uint32_t take_drops();

    [[nodiscard]] int descriptor() const { return fd_; }
    [[nodiscard]] protocol::SocketKind kind() const { return kind_; }
    [[nodiscard]] Path path() const { return path_; }
    /// Is shown every packet; for --log-level debug.
    void trace(Trace trace) { trace_ = std::move(trace); }

 private:
    struct Received;
    IcmpSocket(int fd, Path path, protocol::SocketKind kind, std::uint16_t base)
        : fd_(fd), path_(path), kind_(kind), base_(base) {}
    [[nodiscard]] std::optional<Arrival> judge(const Received& received);
    [[nodiscard]] std::optional<Arrival> judge_error(const Received& received);
    [[nodiscard]] bool key_of(icmp::Message& message, SlotKey& key) const;
    void send_some(std::span<const Departure> departures, std::span<SendOutcome> outcomes);
    void clear_pending_error();

    int fd_ = -1;
    Path path_ = Path::ipv4;
    protocol::SocketKind kind_ = protocol::SocketKind::none;
    std::uint16_t base_ = 0;
    std::uint32_t drops_seen_ = 0;
    std::uint32_t drops_told_ = 0;
    Trace trace_;
};

}  // namespace traypulse::helper
