#include "tests/simulation/model/fate.h"

#include <algorithm>
#include <cerrno>

namespace traypulse::model {
namespace {

constexpr Nanoseconds kLoopback = std::chrono::microseconds(50);
/// TCP sends a lost packet again after so long, at first (RFC 6298 §2).
constexpr Nanoseconds kRetransmission = std::chrono::seconds(1);
/// What a page's answer needs at the least, in one packet.
constexpr std::uint32_t kPagePacket = 1400;
constexpr int kGoodStatus = 200, kBeyondGood = 300;

}  // namespace

Destination Carrier::find(const IpAddress& address) {
    using Kind = Destination::Kind;
    Destination to;
    to.family = address.family;
    std::string name;
    to.host = network_.host_at(address, &name);
    if (to.host != nullptr) to.losing = &hosts_[name];
    const auto& vpn = network_.vpn;
    const bool behind =
        vpn.present && std::any_of(vpn.routes.begin(), vpn.routes.end(),
                                   [&](const auto& r) { return r.contains(address); });
    if (address.is_loopback())
        to.kind = Kind::loopback;
    else if (address == network_.router.address)
        to.kind = Kind::router;
    else if (to.host != nullptr && to.host->lan)
        to.kind = Kind::lan;
    else
        to.kind = !behind ? Kind::internet : vpn.up ? Kind::tunnel : Kind::nowhere;
    return to;
}

bool Carrier::beyond_router(Family family) const {
    const auto& n = network_;
    return n.router.alive && n.provider.alive && n.provider.transit && !n.portal &&
           (family == Family::ipv4 || n.ipv6.works);
}

bool Carrier::passes(const Destination& to, std::uint32_t size) const {
    const auto& n = network_;
    if (to.kind == Destination::Kind::loopback) return true;
    if (!n.link.up) return false;
    switch (to.kind) {
        case Destination::Kind::nowhere:
            return false;
        case Destination::Kind::router:
            return n.router.alive;
        case Destination::Kind::lan:
            return to.host->alive;
        case Destination::Kind::tunnel:
            return n.vpn.alive && beyond_router(Family::ipv4) && to.host != nullptr &&
                   to.host->alive;
        default:
            break;
    }
    const bool fits = !n.path.black_hole || size <= n.path.mtu;
    return beyond_router(to.family) && fits && to.host != nullptr && to.host->alive;
}

bool Carrier::page_accepts(const Destination& to) const {
    return network_.portal && network_.link.up && network_.router.alive &&
           to.kind == Destination::Kind::internet;
}

bool Carrier::lost(const Destination& to, MonoTime now) {
    using Kind = Destination::Kind;
    if (to.kind == Kind::loopback) return false;
    // Each is asked, so that what one loses does not change when the others lose.
    bool lost = link_.lost(now, network_.link.loss, random_);
    if (to.kind == Kind::internet || to.kind == Kind::tunnel)
        lost |= provider_.lost(now, network_.provider.loss, random_);
    if (to.host != nullptr) lost |= to.losing->lost(now, to.host->loss, random_);
    return lost;
}

Nanoseconds Carrier::rtt(const Destination& to, MonoTime now) {
    using Kind = Destination::Kind;
    if (to.kind == Kind::loopback) return kLoopback;
    const auto evenly = [&](Nanoseconds most) {
        if (most <= Nanoseconds::zero()) return most;
        return Nanoseconds(
            static_cast<std::int64_t>(static_cast<double>(most.count()) * random_.uniform()));
    };
    const auto& n = network_;
    auto out = n.link.latency + evenly(n.link.jitter);
    if (to.kind == Kind::router) return out + n.router.latency;
    if (to.kind == Kind::internet || to.kind == Kind::tunnel)
        out += n.router.latency + n.provider.latency;
    if (to.kind == Kind::tunnel) out += n.vpn.latency;
    if (to.host == nullptr) return out;
    out += to.host->latency + evenly(to.host->jitter);
    if (to.host->creep > Nanoseconds::zero())
        out += std::chrono::duration_cast<Nanoseconds>(
            to.host->creep *
            std::chrono::duration<double, std::ratio<60>>(now - to.host->creeps_since).count());
    return out;
}

Fate Carrier::echo(const Destination& to, MonoTime now) {
    using Kind = Fate::Kind;
    const auto& n = network_;
    if (to.kind != Destination::Kind::loopback) {
        if (n.firewall) return {Kind::not_sent, {}, EPERM};
        const bool no_route =
            !n.link.up || (!n.link.default_route && to.kind != Destination::Kind::lan);
        if (no_route) return {Kind::not_sent, {}, ENETUNREACH};
        if (to.family == Family::ipv6 && !n.ipv6.present && to.kind == Destination::Kind::internet)
            return {Kind::not_sent, {}, ENETUNREACH};
    }
    const bool dropped = lost(to, now);
    if (to.host != nullptr && to.host->unreachable && beyond_router(to.family) && !dropped)
        return {Kind::unreachable, rtt(to, now), 0};
    if (dropped || !passes(to)) return {};
    if (to.kind == Destination::Kind::router && !n.router.answers_ping) return {};
    if (to.host != nullptr && !to.host->icmp) return {};
    return {Kind::answered, rtt(to, now), 0};
}

CheckOutcome Carrier::check(const Destination& to, const CheckSpec& spec, Nanoseconds timeout,
                            MonoTime now) {
    CheckOutcome out;
    const auto& n = network_;
    if (to.kind != Destination::Kind::loopback && !n.link.up) {
        out.error = ENETUNREACH;
        out.reason = "Network is unreachable";
        return out;
    }
    if (page_accepts(to) && spec.kind == CheckKind::tcp) {
        out.status = CheckStatus::ok;
        out.took = n.router.latency;
        return out;
    }
    const auto silence = [&] {
        out.status = CheckStatus::timeout;
        out.reason = "no answer";
        out.took = timeout;
        return out;
    };
    if (n.portal && spec.kind == CheckKind::http && n.router.alive) {
        out.status = CheckStatus::wrong_answer;
        out.reason = "HTTP 302 where 2xx was expected";
        out.took = n.router.latency;
        return out;
    }
    // TCP repeats what is lost; of the others one lost packet is the whole request.
    Nanoseconds waited{};
    const bool repeats = spec.kind == CheckKind::tcp || is_http(spec.kind);
    for (auto again = kRetransmission; lost(to, now); again *= 2) {
        waited += again;
        if (!repeats || waited > timeout) return silence();
    }
    if (!passes(to, is_http(spec.kind) ? kPagePacket + 100 : 84)) return silence();
    out.took = waited + rtt(to, now) * (is_http(spec.kind) ? 4 : 1);
    if (out.took > timeout) return silence();
    // The router serves names and nothing else.
    const bool serves = to.host == nullptr
                            ? to.kind == Destination::Kind::router && spec.kind == CheckKind::dns
                            : to.host->service;
    if (!serves) {
        if (to.host == nullptr || to.host->refuses) {
            out.status = CheckStatus::refused;
            out.reason = "connection refused";
            return out;
        }
        return silence();
    }
    out.status = CheckStatus::ok;
    const int status = to.host == nullptr ? kGoodStatus : to.host->http_status;
    if (is_http(spec.kind) && (status < kGoodStatus || status >= kBeyondGood)) {
        out.status = CheckStatus::wrong_answer;
        out.reason = "HTTP " + std::to_string(status) + " where 2xx was expected";
    }
    return out;
}

bool Carrier::resolves() const {
    const auto& n = network_;
    if (!n.link.up || !n.router.alive || !n.dns.alive) return false;
    // A portal's own resolver answers at once, and with what it likes.
    return n.portal || n.dns.lies || (n.provider.alive && n.provider.transit);
}

}  // namespace traypulse::model
