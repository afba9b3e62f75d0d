#include "agent/runtime/sleep_watch.h"

#include <algorithm>
#include <utility>

namespace traypulse::runtime {
namespace {

using namespace std::chrono_literals;

constexpr auto kEvery = 1s;
/// Suspends shorter than this leave connections and leases as they were.
constexpr Nanoseconds kShortestSleep = 2s;
/// A busy machine delays a timer by tenths of a second; a process that did not run for so long was
/// stopped.
constexpr Nanoseconds kStopped = 10s;

}  // namespace

SleepWatch::SleepWatch(uv_loop_t* loop, std::function<void(Nanoseconds)> woke)
    : woke_(std::move(woke)), timer_(loop) {
    timer_.start(
        kEvery, [this] { look(); }, kEvery);
}

void SleepWatch::look() {
    const auto at = now().mono;
    const auto slept = slept_since_boot();
    const auto asleep = slept - slept_;
    const auto away = at - last_ - kEvery;
    slept_ = slept;
    last_ = at;
    if (asleep >= kShortestSleep || away >= kStopped) tell(asleep + (away > 0s ? away : 0s));
}

void SleepWatch::about_to_sleep() {
    announced_ = true;
    slept_before_ = slept_since_boot();
}

void SleepWatch::awake() {
    look();  // if the clocks show it, this tells it
    // The two clocks are read one after the other: their difference is a little off.
    if (announced_) tell(std::max<Nanoseconds>(slept_since_boot() - slept_before_, 0s));
}

void SleepWatch::tell(Nanoseconds slept) {
    announced_ = false;
    woke_(slept);
}

}  // namespace traypulse::runtime
