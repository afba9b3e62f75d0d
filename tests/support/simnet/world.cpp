#include "tests/support/simnet/world.h"

#include <algorithm>

namespace traypulse::simnet {
namespace {

// A duplicate comes this much after the first: long enough to be told apart, short enough to be in
// time.
constexpr Nanoseconds kDuplicateGap{200'000};
constexpr std::uint8_t kRouterTtl = 255;  // what most routers send their ICMP with
constexpr std::size_t kUdpHeaderSize = 8;

bool flapped_off(const Behaviour& b, MonoTime now) {
    if (!b.flap) return false;
    const auto phase = (now - b.flap->since) % (b.flap->on + b.flap->off);
    return phase >= b.flap->on;
}

}  // namespace

Behaviour& World::host(const IpAddress& address) {
    const auto found = hosts_.find(address);
    if (found != hosts_.end()) return found->second;
    const auto* inherited = rule(address);
    ++version_;
    return hosts_.emplace(address, inherited != nullptr ? *inherited : Behaviour{}).first->second;
}

Behaviour& World::prefix(const Prefix& block) {
    ++version_;
    return prefixes_[block];
}

void World::forget(const Prefix& block) {
    ++version_;
    prefixes_.erase(block);
    if (block.length == (block.base.family == Family::ipv4 ? 32 : 128)) hosts_.erase(block.base);
}

void World::add_on_link(const Prefix& block) {
    ++version_;
    on_link_.push_back(block);
}

void World::set_router(const IpAddress& address) {
    side(address.family).router = address;
    host(address);
    add_on_link({address, static_cast<std::uint8_t>(address.family == Family::ipv4 ? 32 : 128)});
}

void World::serve_udp(const IpAddress& address, std::uint16_t port, UdpService service) {
    host(address);
    udp_[{address, port}] = std::move(service);
}

const Behaviour* World::rule(const IpAddress& address) const {
    if (const auto own = hosts_.find(address); own != hosts_.end()) return &own->second;
    const std::pair<const Prefix, Behaviour>* best = nullptr;
    for (const auto& entry : prefixes_)
        if (entry.first.contains(address) &&
            (best == nullptr || entry.first.length > best->first.length))
            best = &entry;
    return best != nullptr ? &best->second : nullptr;
}

World::Host& World::find(const IpAddress& address) {
    auto& host = known_[address];
    if (host.version == version_) return host;
    if (host.version == 0) host.random = Random(seed_ ^ std::hash<IpAddress>{}(address));
    host.version = version_;
    host.behaviour = rule(address);
    host.on_link = std::any_of(on_link_.begin(), on_link_.end(),
                               [&](const auto& p) { return p.contains(address); });
    return host;
}

HostCounts World::counts(const IpAddress& address) const {
    const auto found = known_.find(address);
    return found != known_.end() ? found->second.counts : HostCounts{};
}

void World::clear_counts() {
    counts_ = {};
    for (auto& [address, host] : known_) host.counts = {};
}

std::size_t World::routers(const Host& host, const Side& side) {
    const std::size_t first = !host.on_link && side.router ? 1 : 0;
    return first + (host.behaviour != nullptr ? host.behaviour->hops.size() : 0);
}

void World::receive(Bytes packet, MonoTime now) {
    ++counts_.received;
    const auto view = parse_packet(packet);
    if (!view) {
        ++counts_.refused;
        return;
    }
    if (view->fragment) {
        ++counts_.fragments;
        return;
    }
    // ICMP errors are never answered (RFC 1122 §3.2.2), nor is what the kernel says to neighbours.
    const bool icmp = view->protocol == kIcmp || view->protocol == kIcmp6;
    if (view->destination.is_multicast() || (icmp && !view->is_echo_request())) return;

    auto& host = find(view->destination);
    if (icmp) {
        ++counts_.requests;
        ++host.counts.requests;
    }
    if (stopped_on_the_way(*view, host, now) || expired(*view, host, now)) return;
    if (host.behaviour == nullptr || silent(host, now)) {
        ++host.counts.lost;
        return;
    }
    const auto due = now + delay(host);
    if (refused(*view, host, due)) return;
    if (icmp)
        echo(*view, host, now, due);
    else
        serve(*view, host, due);
}

bool World::stopped_on_the_way(const PacketView& packet, Host& host, MonoTime now) {
    const auto& way = side(packet.destination.family);
    if (host.on_link && way.router != packet.destination) return false;
    if (!way.router_up) {
        ++host.counts.lost;
        return true;
    }
    // What dies at the router itself never reaches the provider.
    if (host.on_link || way.provider == PathState::up || packet.ttl <= 1) return false;
    if (way.provider == PathState::down || !way.router) {
        ++host.counts.lost;
        return true;
    }
    const auto type = packet.destination.family == Family::ipv4 ? kUnreachable : kUnreachable6;
    error(packet, host, *way.router, {.type = type, .quoted_ttl = packet.ttl},
          now + delay(find(*way.router)));
    return true;
}

bool World::expired(const PacketView& packet, Host& host, MonoTime now) {
    const auto& way = side(packet.destination.family);
    const auto count = routers(host, way);
    if (packet.ttl > count || packet.ttl == 0) return packet.ttl == 0;
    const std::size_t first = !host.on_link && way.router ? 1 : 0;
    const std::size_t index = packet.ttl - std::size_t{1};
    std::optional<IpAddress> from = way.router;
    if (index >= first) {
        const auto& choices = host.behaviour->hops[index - first].addresses;
        from.reset();
        if (!choices.empty()) from = choices[packet.flow() % choices.size()];
    }
    auto* router = from ? &find(*from) : nullptr;
    if (router == nullptr || (router->behaviour != nullptr && silent(*router, now))) {
        ++host.counts.lost;
        return true;
    }
    // A router with a behaviour of its own (a slow or rate-limited one) follows that; else it lies
    // on the way to the host, so its delay is its share of the host's.
    const auto wait = router->behaviour != nullptr
                          ? delay(*router)
                          : delay(host) * static_cast<std::int64_t>(index + 1) /
                                static_cast<std::int64_t>(count + 1);
    const auto type = packet.destination.family == Family::ipv4 ? kTimeExceeded : kTimeExceeded6;
    error(packet, host, *from, {.type = type}, now + wait);
    return true;
}

IpAddress World::last_router(const PacketView& packet, const Host& host) const {
    const auto& hops = host.behaviour->hops;
    for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop)
        if (!hop->addresses.empty()) return hop->addresses[packet.flow() % hop->addresses.size()];
    const auto& way = sides_[packet.destination.family == Family::ipv4 ? 0 : 1];
    return !host.on_link && way.router ? *way.router : packet.destination;
}

bool World::silent(Host& host, MonoTime now) {
    const auto& b = *host.behaviour;
    if (!b.up || flapped_off(b, now)) return true;
    if (b.burst) {
        host.bad = host.random.chance(host.bad ? 1 - b.burst->to_good : b.burst->to_bad);
        if (host.random.chance(host.bad ? b.burst->loss_bad : b.burst->loss_good)) return true;
    }
    return host.random.chance(b.loss);
}

Nanoseconds World::delay(Host& host) {
    if (host.behaviour == nullptr) return {};
    const auto& b = *host.behaviour;
    auto out = static_cast<double>(b.delay.count());
    if (b.jitter.count() != 0) {
        const double unit = b.distribution == Jitter::uniform ? 2 * host.random.uniform() - 1
                                                              : host.random.normal();
        out += unit * static_cast<double>(b.jitter.count());
    }
    return Nanoseconds(static_cast<std::int64_t>(std::max(out, 0.0)));
}

bool World::refused(const PacketView& packet, Host& host, MonoTime due) {
    const auto& b = *host.behaviour;
    const bool v4 = packet.destination.family == Family::ipv4;
    const auto left =
        static_cast<std::uint8_t>(packet.ttl - routers(host, side(packet.destination.family)));
    if (b.mtu != 0 && packet.whole.size() > b.mtu && (b.black_hole || packet.dont_fragment)) {
        if (b.black_hole) {
            ++host.counts.lost;
            return true;
        }
        const IcmpError what{.type = v4 ? kUnreachable : kTooBig6,
                             .code = v4 ? kFragmentationNeeded : std::uint8_t{0},
                             .mtu = b.mtu_unsaid ? 0 : b.mtu,
                             .quoted_ttl = left};
        error(packet, host, last_router(packet, host), what, due);
        return true;
    }
    if (!b.unreachable) return false;
    const IcmpError what{
        .type = v4 ? kUnreachable : kUnreachable6, .code = *b.unreachable, .quoted_ttl = left};
    error(packet, host, b.unreachable_from.value_or(last_router(packet, host)), what, due);
    return true;
}

std::uint8_t World::reply_ttl(const PacketView& packet, const Host& host) {
    const auto taken = routers(host, side(packet.destination.family));
    return host.behaviour->ttl > taken ? static_cast<std::uint8_t>(host.behaviour->ttl - taken) : 1;
}

void World::echo(const PacketView& packet, Host& host, MonoTime now, MonoTime due) {
    const auto& b = *host.behaviour;
    const auto ttl = reply_ttl(packet, host);
    const EchoNote note{packet.destination, packet.echo_identifier(), packet.echo_sequence(), now};
    const bool corrupt = host.random.chance(b.corrupt);
    if (host.random.chance(b.reorder)) due += b.reorder_by;
    const int copies = host.random.chance(b.duplicate) ? 2 : 1;
    for (int copy = 0; copy < copies; ++copy) {
        auto& draft = outbox_.draft();
        make_echo_reply(draft, packet, ttl);
        if (corrupt) draft.back() ^= 0xff;
        outbox_.post(due + copy * kDuplicateGap, note);
        ++counts_.replies;
        ++host.counts.replies;
    }
}

void World::serve(const PacketView& packet, Host& host, MonoTime due) {
    constexpr std::uint8_t kRst = 0x04;
    if (packet.protocol == kTcp && (packet.transport[13] & kRst) == 0) {
        make_tcp_reset(outbox_.draft(), packet, reply_ttl(packet, host));
        outbox_.post(due, std::nullopt);
    }
    if (packet.protocol != kUdp) return;
    const auto port = static_cast<std::uint16_t>(packet.transport[2] << 8 | packet.transport[3]);
    const auto service = udp_.find({packet.destination, port});
    if (service == udp_.end()) {
        const bool v4 = packet.destination.family == Family::ipv4;
        error(packet, host, packet.destination,
              {.type = v4 ? kUnreachable : kUnreachable6,
               .code = v4 ? kPortUnreachable : kPortUnreachable6},
              due);
        return;
    }
    if (const auto reply = service->second(packet.transport.subspan(kUdpHeaderSize))) {
        make_udp_reply(outbox_.draft(), packet, *reply, reply_ttl(packet, host));
        outbox_.post(due, std::nullopt);
    }
}

void World::error(const PacketView& packet, Host& host, const IpAddress& from, IcmpError what,
                  MonoTime due) {
    ++host.counts.errors;
    what.quote = quote_;
    // "Too big" of IPv6 has its MTU where the length of the quote would stand.
    if (const auto* router = rule(from); router != nullptr && what.type != kTooBig6)
        what.extensions = router->extensions;
    make_icmp_error(outbox_.draft(), packet, from, what, kRouterTtl);
    outbox_.post(due, std::nullopt);
}

}  // namespace traypulse::simnet
