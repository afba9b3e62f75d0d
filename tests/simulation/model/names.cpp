// The world's third part: from names to addresses, as agent/runtime/prober.h does it.
#include <algorithm>
#include <utility>

#include "tests/simulation/model/world.h"

namespace traypulse::model {
namespace {

using namespace std::chrono_literals;

constexpr Nanoseconds kTtl = 60s;
constexpr Nanoseconds kRefreshAfterFailure = 5s;
/// A resolver that is silent is given up after two tries.
constexpr Nanoseconds kResolverTimeout = 4s;
constexpr Nanoseconds kCanaryInterval = 60s;

FamilyWish wish_of(const TargetSpec& spec) {
    if (spec.check.kind == CheckKind::icmp4) return FamilyWish::ipv4;
    if (spec.check.kind == CheckKind::icmp6) return FamilyWish::ipv6;
    return spec.options.family;
}

bool fits(FamilyWish wish, Family family) {
    return wish == FamilyWish::any || (wish == FamilyWish::ipv4) == (family == Family::ipv4);
}

}  // namespace

std::vector<IpAddress> World::addresses_of(const std::string& host) const {
    if (network_.portal || network_.dns.lies) return {network_.router.address};
    const auto it = network_.hosts.find(host);
    return it == network_.hosts.end() ? std::vector<IpAddress>() : it->second.addresses;
}

void World::lookup(TargetId id) {
    auto& l = line(id);
    if (!l.wanted) return;
    const auto& host = l.spec.check.host;
    if (const auto literal = IpAddress::parse(host)) return adopt(id, {*literal});
    if (!host.empty() && host[0] == '@') {
        std::vector<IpAddress> found;
        const bool router = host == "@router";
        for (const auto& text : router ? told_facts_.routers : told_facts_.resolvers)
            if (const auto a = IpAddress::parse(text)) found.push_back(*a);
        // A system that cannot tell its routers still has them in its file, as a person wrote it.
        if (!found.empty()) return adopt(id, std::move(found));
        l.stream.generation = ++turn_;
        l.burst.generation = ++turn_;
        l.stream.running = false;
        l.address.reset();
        engine_->on_address(now(), id, "");
        engine_->on_start_failed(now(), id,
                                 {ErrorCode::unavailable, "this network has no " + host.substr(1),
                                  "it is looked for again"});
        return;
    }
    if (std::exchange(l.looking_up, true)) return;
    const auto wait = carrier_.resolves() ? network_.dns.delay : kResolverTimeout;
    after(std::min(wait, kResolverTimeout), [this, id, host](Engine&) { looked_up(id, host); });
}

void World::looked_up(TargetId id, const std::string& host) {
    auto& l = line(id);
    l.looking_up = false;
    if (!l.wanted || l.spec.check.host != host) return;
    const bool answered = carrier_.resolves() && network_.dns.delay < kResolverTimeout;
    engine_->on_lookup(now(), host, answered);
    auto found = addresses_of(host);
    std::erase_if(found, [&](const auto& a) { return !fits(wish_of(l.spec), a.family); });
    if (!answered || found.empty()) {
        if (l.address) return refresh(id, kRefreshAfterFailure);
        engine_->on_start_failed(
            now(), id,
            answered
                ? Error{ErrorCode::name_not_found, host + " does not exist", "look at the name"}
                : Error{ErrorCode::unavailable, "no resolver answers", "it is tried again"});
        return;
    }
    refresh(id, kTtl);
    adopt(id, std::move(found));
}

void World::adopt(TargetId id, std::vector<IpAddress> addresses) {
    auto& l = line(id);
    engine_->on_addresses(now(), id, addresses);
    const bool keep =
        l.address && std::find(addresses.begin(), addresses.end(), *l.address) != addresses.end();
    if (!keep) {
        l.stream.generation = ++turn_;
        l.burst.generation = ++turn_;
        l.stream.running = false;
        l.address = addresses.front();
        l.to_version = 0;
        engine_->on_address(now(), id, l.address->text());
    }
    if (l.wanted && !l.stream.running)
        begin(id, ProbeSource::stream, 0, l.spec.interval, l.spec.timeout);
}

void World::refresh(TargetId id, Nanoseconds wait) {
    after(wait, [this, id, turn = ++line(id).refresh](Engine&) {
        if (line(id).refresh == turn) lookup(id);
    });
}

void World::canary() {
    const auto wait = carrier_.resolves() ? network_.dns.delay : kResolverTimeout;
    after(std::min(wait, kResolverTimeout), [this](Engine& engine) {
        const bool answered = carrier_.resolves() && network_.dns.delay < kResolverTimeout;
        if (engine.watching()) engine.on_lookup(now(), canary_, answered);
        after(answered ? kCanaryInterval : kRefreshAfterFailure, [this](Engine&) { canary(); });
    });
}

}  // namespace traypulse::model
