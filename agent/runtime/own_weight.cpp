#include "agent/runtime/own_weight.h"

#include <algorithm>
#include <utility>

namespace traypulse::runtime {
namespace {

/// 1, but for a sanitizer's build, whose own weight (shadow memory, checks) is not the program's.
constexpr double kScale = TRAYPULSE_WEIGHT_SCALE;

}  // namespace

OwnWeight::OwnWeight(uv_loop_t* loop, std::function<void(const ThrottleReading&)> weighed)
    : weighed_(std::move(weighed)), timer_(loop) {
    const std::chrono::seconds every(Throttle::kReadingEvery);
    timer_.start(
        every, [this] { weigh(); }, every);
}

void OwnWeight::weigh() {
    const auto at = now().mono;
    const auto spent = processor_time();
    const auto passed = std::max<Nanoseconds>(at - std::exchange(at_, at), Nanoseconds(1));
    // A child that has just ended may count for neither side at this moment.
    const auto used =
        std::max<Nanoseconds>(spent - std::exchange(spent_, spent), Nanoseconds::zero());
    last_.cpu_percent =
        100.0 * static_cast<double>(used.count()) / static_cast<double>(passed.count()) / kScale;
    last_.memory_bytes = static_cast<std::uint64_t>(static_cast<double>(private_memory()) / kScale);
    weighed_(last_);
}

void OwnWeight::on_battery(bool on) {
    if (std::exchange(last_.on_battery, on) != on) weighed_(last_);
}

void OwnWeight::on_metered(bool on) {
    if (std::exchange(last_.metered, on) != on) weighed_(last_);
}

}  // namespace traypulse::runtime
