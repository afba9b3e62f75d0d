// The model of a network: packets and the time go in, packets and their due times come out. No
// clock, no descriptor, no thread; the same seed and the same packets give the same world. One
// thread at a time.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "shared/ip_prefix.h"
#include "shared/types.h"
#include "tests/support/simnet/behaviour.h"
#include "tests/support/simnet/outbox.h"
#include "tests/support/simnet/packet.h"
#include "tests/support/simnet/random.h"

namespace traypulse::simnet {

/// What lies behind a point of the network: it works, swallows everything, or says "network
/// unreachable".
enum class PathState { up, down, unreachable };

/// Counted for each address that anything was ever sent to.
struct HostCounts {
    std::uint64_t requests = 0;  ///< echo requests that arrived for it, whatever became of them
    std::uint64_t replies = 0;   ///< echo replies queued, duplicates included
    std::uint64_t lost = 0;  ///< packets that nothing answered: host down, loss, or the way broken
    std::uint64_t errors = 0;  ///< ICMP errors sent about packets to it
};

struct WorldCounts {
    std::uint64_t received = 0;
    std::uint64_t sent = 0;
    std::uint64_t refused = 0;    ///< not a packet, or a wrong checksum
    std::uint64_t fragments = 0;  ///< not reassembled here
    std::uint64_t requests = 0;
    std::uint64_t replies = 0;
};

class World {
 public:
    /// Answers a datagram; nullopt: silence.
    using UdpService = std::function<std::optional<Buffer>(Bytes payload)>;

    explicit World(std::uint64_t seed = 1) : seed_(seed) {}

    // ---- who lives here ----
    /// The behaviour of one address, its own from now on: first a copy of the smallest block around
    /// it.
    Behaviour& host(const IpAddress& address);
    /// The behaviour of every address of a block that has none of its own and is in no smaller
    /// block.
    Behaviour& prefix(const Prefix& block);
    void forget(const Prefix& block);

    // ---- the way there ----
    /// These blocks are on this side of the router.
    void add_on_link(const Prefix& block);
    /// The first router; it answers pings as a host too. One for each family.
    void set_router(const IpAddress& address);
    /// down: neither the router nor anything behind it answers.
    void set_router_up(Family family, bool up) { side(family).router_up = up; }
    /// What is behind the router. unreachable: the router says "network unreachable".
    void set_provider(Family family, PathState state) { side(family).provider = state; }
    void set_quote(Quote quote) { quote_ = quote; }

    /// UDP to another address or port is answered by "port unreachable", TCP by a reset.
    void serve_udp(const IpAddress& address, std::uint16_t port, UdpService service);

    // ---- packets ----
    void receive(Bytes packet, MonoTime now);
    /// When deliver() has something to do next; nullopt: nothing waits.
    [[nodiscard]] std::optional<MonoTime> next_deadline() const { return outbox_.next(); }
    /// Hands at most `most` due packets to `sink(Bytes, const std::optional<EchoNote>&)`; returns
    /// how many.
    template <class Sink>
    std::size_t deliver(MonoTime now, std::size_t most, Sink&& sink) {
        const auto count = outbox_.deliver(now, most, std::forward<Sink>(sink));
        counts_.sent += count;
        return count;
    }

    [[nodiscard]] HostCounts counts(const IpAddress& address) const;
    [[nodiscard]] const WorldCounts& counts() const { return counts_; }
    [[nodiscard]] std::size_t waiting() const { return outbox_.size(); }
    void clear_counts();

 private:
    // What is known of an address that packets went to; found once a packet.
    struct Host {
        const Behaviour* behaviour = nullptr;  // null: nobody lives there
        std::uint64_t version = 0;             // of the rules that `behaviour` was found in
        bool on_link = false;
        bool bad = false;  // the state of the Gilbert–Elliott chain
        Random random;
        HostCounts counts;
    };
    struct Side {
        std::optional<IpAddress> router;
        bool router_up = true;
        PathState provider = PathState::up;
    };

    Side& side(Family family) { return sides_[family == Family::ipv4 ? 0 : 1]; }
    Host& find(const IpAddress& address);
    [[nodiscard]] const Behaviour* rule(const IpAddress& address) const;
    // The stages of a packet's way; each says whether it ends there.
    bool stopped_on_the_way(const PacketView& packet, Host& host, MonoTime now);
    bool expired(const PacketView& packet, Host& host, MonoTime now);
    bool refused(const PacketView& packet, Host& host, MonoTime due);
    void echo(const PacketView& packet, Host& host, MonoTime now, MonoTime due);
    void serve(const PacketView& packet, Host& host, MonoTime due);
    void error(const PacketView& packet, Host& host, const IpAddress& from, IcmpError what,
               MonoTime due);

    static std::size_t routers(const Host& host, const Side& side);
    [[nodiscard]] IpAddress last_router(const PacketView& packet, const Host& host) const;
    static bool silent(Host& host, MonoTime now);
    static Nanoseconds delay(Host& host);
    std::uint8_t reply_ttl(const PacketView& packet, const Host& host);

    std::uint64_t seed_;
    std::uint64_t version_ = 1;
    std::map<IpAddress, Behaviour> hosts_;
    std::map<Prefix, Behaviour> prefixes_;
    std::vector<Prefix> on_link_;
    std::array<Side, 2> sides_;
    std::map<std::pair<IpAddress, std::uint16_t>, UdpService> udp_;
    std::unordered_map<IpAddress, Host> known_;
    Outbox outbox_;
    WorldCounts counts_;
    Quote quote_ = Quote::full;
};

}  // namespace traypulse::simnet
