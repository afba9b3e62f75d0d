#include "agent/runtime/prober.h"
#include "agent/runtime/symbolic_host.h"
#include "agent/translations/translate.h"

#include <algorithm>
#include <utility>

namespace traypulse::runtime {
namespace {

using namespace std::chrono_literals;

/// A name is looked up again after its TTL, within these bounds; where there is no TTL, after
/// kNoTtl.
constexpr std::chrono::seconds kLeastRefresh = 10s;
constexpr std::chrono::seconds kMostRefresh = 1h;
constexpr std::chrono::seconds kNoTtl = 60s;
/// After a failed refresh: soon enough to see DNS fail, not so often as to hammer a resolver that
/// suffers.
constexpr std::chrono::seconds kRefreshAfterFailure = 5s;
constexpr std::chrono::seconds kCanaryInterval = 60s;

FamilyWish wish_of(const TargetSpec& spec) {
    if (spec.check.kind == CheckKind::icmp4) return FamilyWish::ipv4;
    if (spec.check.kind == CheckKind::icmp6) return FamilyWish::ipv6;
    return spec.options.family;
}

bool fits(FamilyWish wish, Family family) {
    return wish == FamilyWish::any || (wish == FamilyWish::ipv4) == (family == Family::ipv4);
}

}  // namespace

Prober::Prober(uv_loop_t* loop, NameResolver& resolver, IcmpMux& mux, CheckStreams::Make make_check,
               Listener listener)
    : loop_(loop),
      resolver_(resolver),
      listener_(std::move(listener)),
      mux_(mux),
      checks_(loop, std::move(make_check),
              {listener_.outcome, [this](TargetId id) { recheck_over(id); }}),
      canary_timer_(loop) {}

Prober::~Prober() { mux_.forget(*this); }

void Prober::set_canary(const std::string& host) {
    if (host == canary_) return;
    canary_ = host;
    canary_timer_.stop();
    if (!canary_.empty()) canary_lookup();
}

void Prober::canary_lookup() {
    if (std::exchange(canary_asked_, true)) return;
    resolver_.lookup(
        canary_, FamilyWish::any, [this, host = canary_](const Result<Resolved>& found) {
            canary_asked_ = false;
            const bool answered = found.ok() || found.error().code == ErrorCode::name_not_found;
            listener_.lookup(host, answered, found.ok() ? "" : found.error().text());
            if (host == canary_)
                canary_timer_.start(answered ? kCanaryInterval : kRefreshAfterFailure,
                                    [this] { canary_lookup(); });
            else if (!canary_.empty())
                canary_lookup();
        });
}

void Prober::start(TargetId id, const TargetSpec& spec) {
    auto& w = watched_[id];
    if (!w.refresh) w.refresh = uv::Timer(loop_);
    const bool same_host = w.address && w.spec.check == spec.check;
    if (w.spec.check.host != spec.check.host) w.told.clear();
    w.spec = spec;
    w.wanted = true;
    if (same_host)
        begin_stream(id);
    else
        lookup(id);
}

void Prober::stop(TargetId id) {
    const auto it = watched_.find(id);
    if (it == watched_.end()) return;
    end_stream(id);
    watched_.erase(it);
}

void Prober::resolve(TargetId id) {
    if (watched_.count(id) > 0) lookup(id);
}

void Prober::lookup(TargetId id) {
    auto& w = watched_.at(id);
    const auto& host = w.spec.check.host;
    if (const auto literal = IpAddress::parse(host)) return adopt_addresses(id, {*literal});
    if (!host.empty() && host[0] == '@') {
        std::vector<IpAddress> addresses;
        for (const auto& text : meant_by(host, network_))
            if (const auto a = IpAddress::parse(text); a && fits(wish_of(w.spec), a->family))
                addresses.push_back(*a);
        if (!addresses.empty()) return adopt_addresses(id, addresses);
        end_stream(id);
        if (std::exchange(w.address, std::nullopt)) listener_.address(id, "");
        return listener_.start_failed(
            id, {ErrorCode::unavailable, tr("this network has no {0}", host.substr(1)),
                 tr("it is looked for again")});
    }
    if (std::exchange(w.looking_up, true)) return;
    resolver_.lookup(host, wish_of(w.spec), [this, id](const Result<Resolved>& found) {
        if (watched_.count(id) > 0) looked_up(id, found);
    });
}

void Prober::looked_up(TargetId id, const Result<Resolved>& found) {
    auto& w = watched_.at(id);
    w.looking_up = false;
    const bool answered = found.ok() || found.error().code == ErrorCode::name_not_found;
    listener_.lookup(w.spec.check.host, answered, found.ok() ? "" : found.error().text());
    // Its own servers, or the resolver? Another name tells.
    if (!answered && !canary_.empty()) canary_lookup();
    const auto refresh = [this, id](std::chrono::seconds after) {
        if (const auto it = watched_.find(id); it != watched_.end())
            it->second.refresh.start(after, [this, id] { lookup(id); });
    };
    if (!found.ok()) {
        // With an address from before, the target is still watched there: a DNS failure is DNS's
        // own.
        if (w.address) return refresh(kRefreshAfterFailure);
        if (answered) tell_addresses(id, {});
        return listener_.start_failed(id, found.error());
    }
    const auto ttl = found.value().ttl;
    refresh(ttl == 0s ? kNoTtl
                      : std::clamp<std::chrono::seconds>(ttl, kLeastRefresh, kMostRefresh));
    const auto addresses = found.value().addresses;
    tell_addresses(id, addresses);
    if (watched_.count(id) > 0) adopt_addresses(id, addresses);
}

// Resolvers rotate their answers, which changes nothing.
void Prober::tell_addresses(TargetId id, std::vector<IpAddress> addresses) {
    auto& told = watched_.at(id).told;
    std::sort(addresses.begin(), addresses.end());
    if (addresses == told) return;
    told = addresses;
    if (listener_.addresses) listener_.addresses(id, addresses);
}

std::optional<IpAddress> Prober::address(TargetId id) const {
    const auto it = watched_.find(id);
    return it == watched_.end() ? std::nullopt : it->second.address;
}

void Prober::adopt_addresses(TargetId id, const std::vector<IpAddress>& addresses) {
    auto& w = watched_.at(id);
    // Resolvers rotate their answers; an address that is still among them stays.
    const bool keep =
        w.address && std::find(addresses.begin(), addresses.end(), *w.address) != addresses.end();
    if (!keep) {
        end_stream(id);
        w.address = addresses.front();
        listener_.address(id, w.address->text());
    }
    const auto it = watched_.find(id);
    const bool runs = it != watched_.end() && (it->second.stream || it->second.checking);
    if (it != watched_.end() && it->second.wanted && !runs) begin_stream(id);
}

void Prober::begin_stream(TargetId id) {
    auto& w = watched_.at(id);
    end_stream(id);
    w.wanted = true;
    if (!is_icmp(w.spec.check.kind)) {
        w.checking = true;
        return checks_.begin(id, w.spec, *w.address);
    }
    if (mux_.abilities() == nullptr) return;
    protocol::Start request;
    request.address = *w.address;
    request.interval = w.spec.interval;
    request.timeout = w.spec.timeout;
    request.payload_size = w.spec.payload_size;
    request.ttl = w.spec.ttl.value_or(Ttl{});
    w.stream = begin({id, ProbeSource::stream}, request);
}

void Prober::recheck(const effect::Recheck& order) {
    const auto it = watched_.find(order.target);
    if (it == watched_.end() || !it->second.address) return;
    if (it->second.checking) {
        rechecked_.insert(order.target);
        return checks_.recheck(order);
    }
    if (mux_.abilities() == nullptr) return;
    rechecked_.insert(order.target);
    auto& w = it->second;
    end_probe(w.burst);
    protocol::Start request;
    request.address = *w.address;
    request.interval = order.interval;
    request.count = static_cast<std::uint32_t>(order.count);
    request.timeout = order.timeout;
    request.payload_size = w.spec.payload_size;
    request.ttl = w.spec.ttl.value_or(Ttl{});
    w.burst = begin({order.target, ProbeSource::recheck}, request);
}

void Prober::stop_recheck(TargetId id) {
    const auto it = watched_.find(id);
    if (it == watched_.end()) return;
    rechecked_.erase(id);
    checks_.stop_recheck(id);
    end_probe(it->second.burst);
}

void Prober::recheck_over(TargetId id) {
    rechecked_.erase(id);
    listener_.recheck_ended(id);
}

void Prober::end_stream(TargetId id) {
    auto& w = watched_.at(id);
    rechecked_.erase(id);
    end_probe(w.stream);
    end_probe(w.burst);
    if (std::exchange(w.checking, false)) checks_.end(id);
}

ProbeId Prober::begin(const Route& route, const protocol::Start& request) {
    const auto probe = mux_.start(request, *this);
    routes_[probe] = route;
    return probe;
}

// The route goes at once: what is still on its way from a stopped stream is about a past that was
// judged.
void Prober::end_probe(std::optional<ProbeId>& probe) {
    if (!probe) return;
    routes_.erase(*probe);
    mux_.stop(*probe);
    probe.reset();
}

void Prober::on_channel_gone() {
    routes_.clear();
    rechecked_.clear();
    for (auto& [id, w] : watched_) {
        w.stream.reset();
        w.burst.reset();
    }
}

void Prober::on_result(const protocol::ProbeResult& result) {
    const auto it = routes_.find(result.probe);
    if (it == routes_.end()) return;
    const auto route = it->second;
    listener_.result(route.target, route.source, result);
}

void Prober::on_ended(const protocol::Ended& ended) {
    const auto it = routes_.find(ended.probe);
    if (it == routes_.end()) return;
    const auto route = it->second;
    routes_.erase(it);
    auto& w = watched_.at(route.target);
    (route.source == ProbeSource::stream ? w.stream : w.burst).reset();
    if (route.source == ProbeSource::recheck) recheck_over(route.target);
}

void Prober::on_rejected(ProbeId probe, const Error& error) {
    const auto it = routes_.find(probe);
    if (it == routes_.end()) return;
    const auto route = it->second;
    routes_.erase(it);
    auto& w = watched_.at(route.target);
    (route.source == ProbeSource::stream ? w.stream : w.burst).reset();
    if (route.source == ProbeSource::recheck) rechecked_.erase(route.target);
    // A refused burst is not ordered again (that would be a loop): the stream itself goes on
    // gathering proof.
    if (route.source == ProbeSource::stream) listener_.start_failed(route.target, error);
}

}  // namespace traypulse::runtime
