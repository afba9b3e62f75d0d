#include "agent/probes/path_mtu_driver.h"

#include <algorithm>
#include <utility>

namespace traypulse {
namespace {

using namespace std::chrono_literals;

/// How long an answer is waited for before the round trip is known, and at least.
constexpr std::uint64_t kLongestMs = 1000;
constexpr std::uint64_t kShortestMs = 250;
/// A large packet takes longer than a small one, but on no line so much longer.
constexpr std::uint64_t kRoundTrips = 4;
/// How often it is looked whether a wait is over.
constexpr auto kLook = 20ms;

}  // namespace

void PathMtuDriver::start(const IpAddress& target, Done done) {
    target_ = target;
    done_ = std::move(done);
    if (auto opened = open(target); !opened.ok()) return fail(opened.error());
    search_.emplace(target.family, smallest(), largest());
    sender_.start(0ms, [this] { step(); });
}

std::uint64_t PathMtuDriver::patience() const {
    if (!rtt_ms_) return kLongestMs;
    return std::clamp(*rtt_ms_ * kRoundTrips, kShortestMs, kLongestMs);
}

// The next volley.
void PathMtuDriver::step() {
    if (over_) return;
    const auto volley = search_->next();
    if (!volley) return finish();
    if (volley->size != size_) pairs_.clear();  // answers to another size have said what they can
    size_ = volley->size;
    left_ = volley->count;
    half_sent_ = false;
    patience_.start(
        kLook, [this] { look(); }, kLook);
    send_next();
}

void PathMtuDriver::send_next() {
    if (over_ || (left_ == 0 && !half_sent_)) return;
    sender_.start(pace_, [this] { send_next(); });
    const auto number = next_pair_;
    if (!half_sent_) {
        uv_update_time(loop_);
        pairs_[number].small_ms = uv_now(loop_);
        half_sent_ = true;
        return send(2 * number, search_->small());
    }
    half_sent_ = false;
    --left_;
    ++next_pair_;
    uv_update_time(loop_);
    pairs_[number].sent_ms = uv_now(loop_);
    send(2 * number + 1, size_);
}

void PathMtuDriver::answered(std::uint32_t token, const MtuAnswer& answer) {
    if (over_) return;
    const auto number = token / 2;
    const auto found = pairs_.find(number);
    if (found == pairs_.end()) return;
    auto& slot = token % 2 == 0 ? found->second.small : found->second.large;
    if (slot) return;
    slot = answer;
    if (token % 2 == 0 && answer.kind == MtuAnswer::Kind::fits) {
        uv_update_time(loop_);
        const auto took = uv_now(loop_) - found->second.small_ms;
        rtt_ms_ = std::max(rtt_ms_.value_or(0), took);
    }
    if (found->second.sent_ms != 0) settle(number);
}

// Tells the search what is known of a pair once that is enough. False: not yet.
bool PathMtuDriver::settle(std::uint32_t number) {
    const auto found = pairs_.find(number);
    if (found == pairs_.end() || found->second.sent_ms == 0) return false;
    const auto& pair = found->second;
    const bool waited = uv_now(loop_) - pair.sent_ms >= patience();
    const bool large_told = pair.large && pair.large->kind != MtuAnswer::Kind::lost;
    if (!waited && !large_told && !(pair.large && pair.small)) return false;
    std::optional<bool> small;
    if (pair.small)
        small = pair.small->kind == MtuAnswer::Kind::fits;
    else if (waited)
        small = false;
    const auto large = pair.large.value_or(MtuAnswer{});
    pairs_.erase(found);
    search_->pair(size_, small, large);
    const auto next = search_->next();
    // Another size, or the end: what else is under way of this one is of no more use.
    if (!next || next->size != size_) {
        left_ = 0;
        half_sent_ = false;
        pairs_.clear();
        ++next_pair_;
        sender_.start(0ms, [this] { step(); });
    } else if (pairs_.empty() && left_ == 0 && !half_sent_) {
        sender_.start(0ms, [this] { step(); });
    }
    return true;
}

void PathMtuDriver::look() {
    std::vector<std::uint32_t> numbers;
    for (const auto& [number, pair] : pairs_) numbers.push_back(number);
    for (const auto number : numbers)
        if (!over_) settle(number);
}

void PathMtuDriver::fail(const Error& error) {
    if (!failure_) failure_ = error;
    finish();
}

void PathMtuDriver::finish() {
    if (std::exchange(over_, true)) return;
    patience_.stop();
    sender_.stop();
    end_.start(0ms, [this] {
        const auto outcome =
            failure_ ? Result<PathMtu>(*failure_) : Result<PathMtu>(search_->result());
        const auto done = done_;
        done(outcome);
    });
}

}  // namespace traypulse
