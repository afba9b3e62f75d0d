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
#include "helper/transmit_stamps.h"
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

/// An answer, its key in the probe table, when the kernel received it (CLOCK_REALTIME), and when we
/// read it.
struct Arrival {
    SlotKey key = 0;
    icmp::Message message;
    IpAddress source;
    std::span<const std::uint8_t> extensions;  ///< of an error; lasts as long as the callback
    Nanoseconds received{};
    Stamp read;
};

struct Received;

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
    /// `stamped`: the kernel is asked when each left, where it can; receive_errors() has the
    /// answers.
    void send(std::span<const Departure> departures, std::span<SendOutcome> outcomes, bool stamped);
    /// Takes what has come, at most 256 packets. True when nothing is left for now.
    bool receive(const std::function<void(const Arrival&)>& arrived);
    /// Takes what is in the error queue: transmit stamps, and on datagram sockets the ICMP errors.
    void receive_errors(const std::function<void(const Arrival&)>& arrived,
                        const std::function<void(const Restamp&)>& stamped);
    /// The error queue has, or will have, transmit stamps.
    [[nodiscard]] bool stamps_awaited() const { return stamps_.awaited(); }
    /// The kernel stamps what this socket sends.
    [[nodiscard]] bool stamps_sends() const { return stamps_sends_; }
    /// Packets that the kernel dropped for lack of buffer since the last call.
    std::uint32_t take_drops();

    [[nodiscard]] int descriptor() const { return fd_; }
    /// What a loop has to watch it for (uv_poll_start()).
    [[nodiscard]] static int events();
    [[nodiscard]] protocol::SocketKind kind() const { return kind_; }
    [[nodiscard]] Path path() const { return path_; }
    /// Is shown every packet; for --log-level debug.
    void trace(Trace trace) { trace_ = std::move(trace); }

 private:
    IcmpSocket(int fd, Path path, protocol::SocketKind kind, std::uint16_t base, bool stamps)
        : fd_(fd), path_(path), kind_(kind), base_(base), stamps_sends_(stamps) {}
    [[nodiscard]] std::optional<Arrival> judge(const Received& received, const Stamp& now);
    [[nodiscard]] std::optional<Arrival> judge_error(const Received& received, const Stamp& now);
    [[nodiscard]] bool key_of(icmp::Message& message, SlotKey& key) const;
    void send_some(std::span<const Departure> departures, std::span<SendOutcome> outcomes,
                   bool stamped);
    void clear_pending_error();

    int fd_ = -1;
    Path path_ = Path::ipv4;
    protocol::SocketKind kind_ = protocol::SocketKind::none;
    std::uint16_t base_ = 0;
    bool stamps_sends_ = false;
    TransmitStamps stamps_;
    std::uint32_t drops_seen_ = 0;
    std::uint32_t drops_told_ = 0;
    Trace trace_;
};

}  // namespace traypulse::helper
