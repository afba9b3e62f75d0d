// All streams of all clients: what to send when, and what became of it. The heart of the helper.
// Pure: time, random numbers and packets come in; packets and outcomes go out.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "helper/limits.h"
#include "helper/pace.h"
#include "helper/path.h"
#include "helper/policy.h"
#include "helper/probe_table.h"
#include "helper/quota.h"
#include "helper/stamp.h"
#include "helper/timer_wheel.h"
#include "helper/transmit_stamps.h"
#include "shared/icmp/packet.h"
#include "shared/protocol.h"

namespace traypulse::helper {

/// One client connection. Given out by the server, never twice.
using ConnectionId = StrongId<struct ConnectionIdTag, std::uint32_t>;

/// Where outcomes go. Called from inside the Prober's functions; must not call back into it.
class ResultSink {
 public:
    virtual ~ResultSink() = default;
    ResultSink() = default;
    ResultSink(const ResultSink&) = delete;
    ResultSink& operator=(const ResultSink&) = delete;
    virtual void result(ConnectionId connection, const protocol::ProbeResult& result) = 0;
    virtual void ended(ConnectionId connection, const protocol::Ended& ended) = 0;
    /// What a router added to the error that the next result is about.
    virtual void extensions(ConnectionId connection, const protocol::Extensions& extensions) = 0;
};

/// An echo request that is to be sent now.
struct Departure {
    Path path = Path::ipv4;
    SlotKey key = 0;
    std::uint64_t cookie = 0;
    IpAddress destination;
    std::uint16_t payload = 0;
    Ttl ttl;  ///< 0: the system's default
    std::uint8_t dscp = 0;
    std::uint16_t flow = 0;
};

/// One thread. Every request that due() hands out is answered by departed() or refused().
class Prober {
 public:
    /// `random` gives the cookies; they must be unpredictable. `identifiers` that the sockets hold.
    Prober(const Limits& limits, const Families& families, std::uint32_t identifiers,
           ResultSink& sink, std::function<std::uint64_t()> random, MonoTime now);

    void connect(ConnectionId connection, std::uint32_t uid, MonoTime now);
    /// The client is gone, with all its streams; nothing more is reported to it.
    void disconnect(ConnectionId connection);
    std::optional<protocol::Rejected> start(ConnectionId connection, const protocol::Start& request,
                                            MonoTime now);
    /// `ended` follows at once; an unknown probe is ignored, its end may have crossed the stop.
    void stop(ConnectionId connection, ProbeId probe);

    /// What to send now, as quotas allow, in turn among users. Returns how many of `out` are
    /// filled; call again while it is full.
    std::size_t due(MonoTime now, std::span<Departure> out);
    void departed(const Departure& departure, const Stamp& sent);
    /// The kernel's own time of a send, after departed(). Ignored once the answer has come.
    void stamped(Path path, const Restamp& stamp, MonoTime now);
    /// The kernel would not send it: `error` is the errno.
    void refused(const Departure& departure, int error, const Stamp& now);
    /// An answer to the request `key` of a socket came from `source` at `received`
    /// (CLOCK_REALTIME); `extensions` is what it brought along of RFC 4884. False when it is no
    /// answer to a request of ours (forged, foreign or forgotten).
    bool received(Path path, SlotKey key, const icmp::Message& message, const IpAddress& source,
                  Nanoseconds received, const Stamp& now,
                  std::span<const std::uint8_t> extensions = {});
    /// expire() may have something to do.
    [[nodiscard]] bool timeout_due(MonoTime now) const;
    /// Gives up on what has waited too long. Only after all that was received by `now` has been
    /// passed in.
    void expire(MonoTime now);

    /// When due() or expire() have something to do; never late, possibly early.
    [[nodiscard]] std::optional<MonoTime> next_deadline() const;
    /// Packets a second that the running streams of a path want to send.
    [[nodiscard]] std::uint64_t planned_rate(Path path) const {
        return rates_[static_cast<std::size_t>(path)] / kRateUnit;
    }
    /// A request of this path waits for its answer.
    [[nodiscard]] bool awaits(Path path) const {
        return timeouts_[static_cast<std::size_t>(path)].next().has_value();
    }
    /// As Intervals::least() of the running streams that repeat.
    [[nodiscard]] Nanoseconds least_interval() const { return intervals_.least(); }
    /// Streams that run, of all clients.
    [[nodiscard]] std::uint32_t streams() const { return running_; }

 private:
    static constexpr std::uint32_t kNone = 0xffffffff;
    struct Account {
        explicit Account(const TokenBucket& full) : bucket(full) {}
        TokenBucket bucket;
        std::uint32_t connections = 0;
        std::uint32_t streams = 0;
        std::uint64_t rate = 0;
        // Streams whose time has come, in a list through Stream::next_ready.
        std::uint32_t first_ready = kNone;
        std::uint32_t last_ready = kNone;
    };
    struct Client {
        Account* account = nullptr;
        std::unordered_map<ProbeId, std::uint32_t> streams;
    };
    struct Stream {
        ConnectionId connection;
        Account* account = nullptr;
        protocol::Start request;
        Path path = Path::ipv4;
        std::uint32_t generation = 0;
        std::uint32_t sent = 0;
        std::uint32_t waiting = 0;
        MonoTime next_send;
        std::uint32_t next_ready = kNone;
        bool running = false;
        bool ready = false;  // in its account's queue; the place is kept until taken from there
    };

    [[nodiscard]] Stream* stream_of(const Slot& slot);
    void enqueue(std::uint32_t index);
    std::uint32_t dequeue(Account& account);
    std::uint32_t make_stream();
    void release(std::uint32_t index);
    void recycle(std::uint32_t index);
    std::optional<Departure> depart(std::uint32_t index, MonoTime now);
    bool next_of(Account& account, MonoTime now, Departure& out);
    void conclude(std::uint32_t index, const protocol::ProbeResult& result);
    [[nodiscard]] protocol::ProbeResult blank(const Stream& stream, const Slot& slot) const;
    void hand_over(const Stream& stream, const Slot& slot,
                   std::span<const std::uint8_t> extensions);
    void first_answer(Path path, SlotKey key, Slot& slot, Stream* stream,
                      protocol::ProbeResult result, const icmp::Message& message, MonoTime now);

    Limits limits_;
    Families families_;
    ResultSink& sink_;
    std::function<std::uint64_t()> random_;
    TokenBucket total_;
    std::map<std::uint32_t, Account> accounts_;
    std::uint32_t turn_ = 0;  // uid that was served last
    std::unordered_map<ConnectionId, Client> clients_;
    std::vector<Stream> streams_;
    std::vector<std::uint32_t> free_;
    std::uint32_t running_ = 0;
    std::array<std::uint64_t, kPaths> rates_{};
    Intervals intervals_;
    TimerWheel sends_;
    std::array<ProbeTable, kPaths> tables_;
    std::array<TimerWheel, kPaths> timeouts_;
};

}  // namespace traypulse::helper
