#include "agent/probes/icmp_ladder.h"

#include <utility>

namespace traypulse {
namespace {

using namespace std::chrono_literals;

/// A channel that dies sooner than this after it was ready has not really worked …
constexpr std::uint64_t kQuickDeathMs = 10'000;
/// … and after so many such deaths in a row the next rung gets its turn …
constexpr int kQuickDeaths = 3;
/// … for so long.
constexpr std::uint64_t kRestMs = 60'000;
/// When no rung works at all.
constexpr auto kRetryAll = 5s;

}  // namespace

IcmpLadder::IcmpLadder(uv_loop_t* loop, LadderOptions options, Report report)
    : loop_(loop),
      options_(std::move(options)),
      report_(std::move(report)),
      retry_(loop),
      climb_(loop),
      grave_(loop) {}

std::unique_ptr<IcmpChannel> IcmpLadder::make(Way way) const {
    switch (way) {
        case Way::service:
            return std::make_unique<ServiceChannel>(loop_, options_.service_socket, options_.tap);
        case Way::spawned:
            return std::make_unique<SpawnedChannel>(loop_, options_.helper_path, options_.tap);
        case Way::command:
            break;
    }
    return std::make_unique<PingCommandChannel>(loop_, options_.ping);
}

void IcmpLadder::open(ChannelEvents events) {
    events_ = std::move(events);
    climb_.start(
        options_.climb_every, [this] { climb(); }, options_.climb_every);
    try_from(0);
}

void IcmpLadder::start(const protocol::Start& request) {
    if (current_) current_->start(request);
}

void IcmpLadder::stop(ProbeId probe) {
    if (current_) current_->stop(probe);
}

bool IcmpLadder::resting(Way way) const {
    return uv_now(loop_) < health_[static_cast<std::size_t>(way)].rest_until;
}

void IcmpLadder::try_from(std::size_t index) {
    while (index < kWays.size() && resting(kWays[index])) ++index;
    if (candidate_) bury(std::move(candidate_));
    if (index == kWays.size()) {
        if (!current_) retry_.start(kRetryAll, [this] { try_from(0); });
        return;
    }
    // While something works, only what is better than it is worth a try.
    if (current_ && kWays[index] >= current_way_ &&
        !(abilities_.rung == Rung::datagram && kWays[index] == Way::spawned))
        return;
    candidate_way_ = kWays[index];
    candidate_ = make(candidate_way_);
    candidate_->open(events_for(candidate_.get(), index));
}

// A channel keeps the events that it was opened with, so they ask each time what it is by now.
ChannelEvents IcmpLadder::events_for(const IcmpChannel* channel, std::size_t index) {
    const auto in_use = [this, channel] { return current_.get() == channel; };
    const auto on_trial = [this, channel] { return candidate_.get() == channel; };
    ChannelEvents e;
    e.ready = [this, on_trial, way = kWays[index]](const ChannelAbilities& a) {
        if (on_trial()) adopt(way, a);
    };
    e.lost = [this, in_use, on_trial, index](const Error& error) {
        if (in_use())
            current_lost(error);
        else if (on_trial())
            candidate_failed(index, error);
    };
    e.result = [this, in_use](const protocol::ProbeResult& r) {
        if (in_use()) events_.result(r);
    };
    e.ended = [this, in_use](const protocol::Ended& ended) {
        if (in_use()) events_.ended(ended);
    };
    e.rejected = [this, in_use](ProbeId probe, const Error& error) {
        if (in_use()) events_.rejected(probe, error);
    };
    e.extensions = [this, in_use](const protocol::Extensions& extensions) {
        if (in_use() && events_.extensions) events_.extensions(extensions);
    };
    e.missed = [this, in_use](std::uint64_t n) {
        if (in_use() && events_.missed) events_.missed(n);
    };
    return e;
}

void IcmpLadder::candidate_failed(std::size_t index, const Error& error) {
    if (report_)
        report_(candidate_way_ == Way::service   ? Rung::service
                : candidate_way_ == Way::spawned ? Rung::spawned
                                                 : Rung::command,
                error);
    bury(std::move(candidate_));
    const bool last = index + 1 == kWays.size();
    if (last && !current_) {
        events_.lost(error);
        retry_.start(kRetryAll, [this] { try_from(0); });
        return;
    }
    try_from(index + 1);
}

void IcmpLadder::adopt(Way way, const ChannelAbilities& abilities) {
    if (current_ && abilities.rung <= abilities_.rung) return bury(std::move(candidate_));
    if (current_) bury(std::move(current_));
    current_ = std::move(candidate_);
    current_way_ = way;
    abilities_ = abilities;
    adopted_ms_ = uv_now(loop_);
    events_.ready(abilities);
}

void IcmpLadder::current_lost(const Error& error) {
    auto& health = health_[static_cast<std::size_t>(current_way_)];
    const bool quick = uv_now(loop_) - adopted_ms_ < kQuickDeathMs;
    health.quick_deaths = quick ? health.quick_deaths + 1 : 0;
    if (health.quick_deaths >= kQuickDeaths) {
        health.quick_deaths = 0;
        health.rest_until = uv_now(loop_) + kRestMs;
    }
    bury(std::move(current_));
    abilities_ = {};
    events_.lost(error);
    if (!candidate_) try_from(0);
}

void IcmpLadder::climb() {
    if (current_ && abilities_.rung != Rung::service && !candidate_) try_from(0);
}

void IcmpLadder::bury(std::unique_ptr<IcmpChannel> channel) {
    buried_.push_back(std::move(channel));
    grave_.start(0ms, [this] { buried_.clear(); });
}

}  // namespace traypulse
