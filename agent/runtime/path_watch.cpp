#include "agent/runtime/path_watch.h"

#include <algorithm>
#include <utility>

#include "agent/runtime/clock.h"
#include "agent/runtime/trace_way.h"

namespace traypulse::runtime {
namespace {

using namespace std::chrono_literals;

/// Flows of a first trace and of one that is to tell a changed route from equal-cost paths: of two
/// paths both are seen in 127 of 128 cases.
constexpr std::uint16_t kManyFlows = 8;
/// A path that was as long the last time is hardly longer by more than this; the target is spared
/// the rest.
constexpr std::uint8_t kMargin = 3;
/// Reverse look-ups after one trace.
constexpr std::size_t kMostNames = 64;
/// At the start the ladder needs a moment to find the best way to send; then UDP is what is left.
constexpr int kMostDeferred = 3;
constexpr std::chrono::milliseconds kDeferral = 1s;

}  // namespace

PathWatch::PathWatch(uv_loop_t* loop, IcmpMux& mux, NameResolver& resolver, RouteChanged changed,
                     PathWatchOptions options)
    : loop_(loop),
      mux_(mux),
      resolver_(resolver),
      changed_(std::move(changed)),
      options_(options),
      turn_(loop) {}

PathWatch::~PathWatch() = default;

void PathWatch::start(TargetId id, const TargetSpec& spec) {
    if (!spec.watch_path) return stop(id);
    auto& w = watched_[id];
    if (!w.next) w.next = uv::Timer(loop_);
    if (std::exchange(w.wanted, true)) return;
    enqueue(id);
}

void PathWatch::stop(TargetId id) {
    std::erase(waiting_, id);
    if (under_way_ == id) drop_under_way();
    watched_.erase(id);
}

void PathWatch::address(TargetId id, const std::string& address) {
    const auto found = watched_.find(id);
    if (found == watched_.end()) return;
    const auto parsed = IpAddress::parse(address);
    if (parsed == found->second.address) return;
    found->second.address = parsed;
    restart(id);
}

// From nothing: another path, or another network.
void PathWatch::restart(TargetId id) {
    auto& w = watched_.at(id);
    w.history = PathHistory();
    w.first = true;
    w.reached = false;
    if (under_way_ == id) drop_under_way();
    enqueue(id);
}

void PathWatch::drop_under_way() {
    under_way_.reset();
    tracer_.reset();
    mtu_probe_.reset();
    turn_.start(0ms, [this] { trace_next(); });
}

void PathWatch::trim() {
    mtus_.clear();
    for (auto& [id, w] : watched_) w.history = PathHistory();
}

void PathWatch::start_afresh() {
    mtus_.clear();
    std::vector<TargetId> all;
    for (const auto& [id, w] : watched_) all.push_back(id);
    for (const auto id : all) restart(id);
}

std::optional<PathView> PathWatch::view(TargetId id) const {
    const auto found = watched_.find(id);
    if (found == watched_.end()) return std::nullopt;
    auto out = found->second.history.view();
    return out.last ? std::optional(std::move(out)) : std::nullopt;
}

void PathWatch::enqueue(TargetId id) {
    auto& w = watched_.at(id);
    if (!w.wanted || !w.address) return;
    if (std::find(waiting_.begin(), waiting_.end(), id) == waiting_.end()) waiting_.push_back(id);
    if (!under_way_) turn_.start(0ms, [this] { trace_next(); });
}

void PathWatch::trace_next() {
    if (under_way_ || waiting_.empty()) return;
    const auto id = waiting_.front();
    waiting_.pop_front();
    if (!defer(id)) return trace(id, false);
    turn_.start(0ms, [this] { trace_next(); });
}

bool PathWatch::defer(TargetId id) {
    auto& w = watched_.at(id);
    if (mux_.abilities() != nullptr || w.deferred >= kMostDeferred) {
        w.deferred = 0;
        return false;
    }
    ++w.deferred;
    w.next.start(std::min(kDeferral, options_.every), [this, id] { enqueue(id); });
    return true;
}

void PathWatch::trace(TargetId id, bool confirming) {
    auto& w = watched_.at(id);
    under_way_ = id;
    tracer_ = make_tracer_for(loop_, mux_, *w.address);
    TraceRequest request;
    request.address = *w.address;
    request.probes = options_.probes;
    request.timeout = options_.timeout;
    const bool many = confirming || w.first;
    request.flows = many ? kManyFlows : std::uint16_t{1};
    if (w.reached && !many)
        request.most_hops = std::min<std::uint8_t>(kMostHops, w.length + kMargin);
    tracer_->start(request, [this, id, confirming](const Result<PathTrace>& trace) {
        traced(id, confirming, trace);
    });
}

void PathWatch::traced(TargetId id, bool confirming, const Result<PathTrace>& trace) {
    auto& w = watched_.at(id);
    // Nothing could be sent: that says nothing about the path.
    if (!trace.ok() || trace.value().end == PathEnd::not_sent ||
        trace.value().end == PathEnd::nothing)
        return settle(id);
    const auto& found = trace.value();
    w.first = false;
    w.reached = found.end == PathEnd::reached;
    w.length = static_cast<std::uint8_t>(found.hops.size());
    std::optional<RouteChange> change;
    if (confirming) {
        change = w.history.confirm(found, now().mono);
    } else if (w.history.add(found, now().mono) == PathHistory::Verdict::suspect) {
        return turn_.start(0ms, [this, id] {
            if (under_way_ == id) this->trace(id, true);
        });
    }
    if (change) mtus_.forget(*w.address);
    look_up_names(id);
    const auto* abilities = mux_.abilities();
    if (options_.mtu && w.reached && abilities != nullptr && abilities->dont_fragment &&
        !mtus_.get(*w.address, now().mono))
        turn_.start(0ms, [this, id] {
            if (under_way_ == id) search_mtu(id);
        });
    else
        settle(id);
    if (change && changed_) changed_(id, *change);
}

// All is done about this one for now.
void PathWatch::settle(TargetId id) {
    under_way_.reset();
    watched_.at(id).next.start(options_.every, [this, id] { enqueue(id); });
    turn_.start(0ms, [this] { trace_next(); });
}

void PathWatch::search_mtu(TargetId id) {
    mtu_probe_ = make_icmp_mtu_probe(loop_, mux_);
    mtu_probe_->start(*watched_.at(id).address, [this, id](const Result<PathMtu>& mtu) {
        if (mtu.ok()) mtus_.put(*watched_.at(id).address, mtu.value(), now().mono);
        settle(id);
    });
}

std::optional<PathMtuCache::Entry> PathWatch::mtu(TargetId id) const {
    const auto found = watched_.find(id);
    if (found == watched_.end() || !found->second.address) return std::nullopt;
    return mtus_.get(*found->second.address, now().mono);
}

void PathWatch::look_up_names(TargetId id) {
    auto addresses = watched_.at(id).history.nameless();
    if (addresses.size() > kMostNames) addresses.resize(kMostNames);
    for (const auto& address : addresses) {
        watched_.at(id).history.name(address, "");  // asked once
        resolver_.reverse(address,
                          [self = std::weak_ptr(self_), id, address](const std::string& name) {
                              const auto alive = self.lock();
                              if (!alive) return;
                              const auto found = (*alive)->watched_.find(id);
                              if (found != (*alive)->watched_.end())
                                  found->second.history.name(address, name);
                          });
    }
}

}  // namespace traypulse::runtime
