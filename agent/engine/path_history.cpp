#include "agent/engine/path_history.h"

#include <algorithm>

#include "agent/translations/translate.h"

namespace traypulse {
namespace {

std::set<IpAddress> addresses_of(const PathHop& hop) {
    std::set<IpAddress> out;
    for (const auto& router : hop.routers) out.insert(router.address);
    return out;
}

bool overlap(const std::set<IpAddress>& a, const std::set<IpAddress>& b) {
    return std::any_of(a.begin(), a.end(), [&](const auto& one) { return b.contains(one); });
}

std::optional<std::uint8_t> length_of(const PathTrace& trace) {
    if (trace.end != PathEnd::reached) return std::nullopt;
    return static_cast<std::uint8_t>(trace.hops.size());
}

std::string alternatives(const std::set<IpAddress>& addresses) {
    std::string out;
    for (const auto& address : addresses) out += (out.empty() ? "" : "|") + address.text();
    return out.empty() ? "*" : out;
}

}  // namespace

// A router at a distance where another was, and none of those that were.
bool PathHistory::differs(const PathTrace& trace) const {
    const auto length = length_of(trace);
    if (length_ && length && *length_ != *length) return true;
    return std::any_of(trace.hops.begin(), trace.hops.end(), [&](const auto& hop) {
        const auto known = route_.find(hop.ttl.value);
        if (known == route_.end() || known->second.empty() || hop.routers.empty()) return false;
        return !overlap(known->second, addresses_of(hop));
    });
}

PathHistory::Verdict PathHistory::add(const PathTrace& trace, MonoTime now) {
    if (route_.empty()) since_ = now;
    if (differs(trace)) return Verdict::suspect;
    learn(trace);
    record(trace, now);
    return Verdict::same;
}

std::optional<RouteChange> PathHistory::confirm(const PathTrace& trace, MonoTime now) {
    if (!differs(trace)) {
        learn(trace);
        record(trace, now);
        return std::nullopt;
    }
    RouteChange out;
    out.before = line(route_, length_);
    for (const auto& hop : trace.hops) {
        const auto known = route_.find(hop.ttl.value);
        const auto fresh = addresses_of(hop);
        if (known == route_.end() || known->second.empty() || fresh.empty() ||
            overlap(known->second, fresh))
            continue;
        out.text = tr("hop {0} was {1} and is {2}", static_cast<int>(hop.ttl.value),
                      alternatives(known->second), alternatives(fresh));
        break;
    }
    const auto length = length_of(trace);
    if (length_ && length && *length_ != *length) {
        const auto longer = trn("the way has {0} hop instead of {1}",
                                "the way has {0} hops instead of {1}", *length, *length_);
        out.text = listed(out.text, longer);
    }
    start_afresh();
    since_ = now;
    learn(trace);
    record(trace, now);
    out.after = line(route_, length_);
    return out;
}

void PathHistory::start_afresh() {
    route_.clear();
    length_.reset();
    samples_.clear();
    names_.clear();
}

void PathHistory::learn(const PathTrace& trace) {
    for (const auto& hop : trace.hops)
        if (auto& known = route_[hop.ttl.value]; known.size() < kMostAddresses)
            known.merge(addresses_of(hop));
    if (const auto length = length_of(trace)) length_ = length;
}

void PathHistory::record(const PathTrace& trace, MonoTime now) {
    samples_.push_back({now, trace});
    while (samples_.size() > kMostTraces || now - samples_.front().at > kPathWindow)
        samples_.pop_front();
}

void PathHistory::name(const IpAddress& address, const std::string& name) {
    names_[address] = name;
}

std::vector<IpAddress> PathHistory::nameless() const {
    std::vector<IpAddress> out;
    for (const auto& [ttl, addresses] : route_)
        for (const auto& address : addresses)
            if (!names_.contains(address)) out.push_back(address);
    return out;
}

PathView PathHistory::view() const {
    PathView out;
    out.since = since_;
    if (samples_.empty()) return out;
    out.last = samples_.back().at;
    out.reached = samples_.back().trace.end == PathEnd::reached;
    std::vector<HopLoss> losses;
    for (const auto& [ttl, addresses] : route_) {
        HopView hop;
        hop.ttl = Ttl{ttl};
        for (const auto& address : addresses) {
            const auto found = names_.find(address);
            hop.routers.push_back({address, found != names_.end() ? found->second : ""});
        }
        for (const auto& sample : samples_) {
            if (ttl > sample.trace.hops.size()) continue;
            const auto& seen = sample.trace.hops[ttl - std::size_t{1}];
            hop.sent += seen.sent;
            hop.received += seen.received;
            const auto rtt = seen.rtt();
            if (rtt.count == 0) continue;
            hop.rtt.best = hop.rtt.count == 0 ? rtt.best : std::min(hop.rtt.best, rtt.best);
            hop.rtt.worst = std::max(hop.rtt.worst, rtt.worst);
            hop.rtt.sum += rtt.sum;
            hop.rtt.count += rtt.count;
        }
        losses.push_back({hop.sent, hop.received});
        out.hops.push_back(std::move(hop));
    }
    const auto meanings = judge_loss(losses, length_.has_value());
    for (std::size_t i = 0; i < meanings.size(); ++i) out.hops[i].meaning = meanings[i];
    return out;
}

std::string PathHistory::line(const std::map<std::uint8_t, Addresses>& route,
                              std::optional<std::uint8_t> length) const {
    std::string out;
    const auto last = length.value_or(route.empty() ? 0 : route.rbegin()->first);
    for (std::uint8_t ttl = 1; ttl <= last; ++ttl) {
        const auto found = route.find(ttl);
        out += (ttl == 1 ? "" : " > ") + (found == route.end() ? "*" : alternatives(found->second));
    }
    return out;
}

}  // namespace traypulse
