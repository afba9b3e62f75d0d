#include "agent/engine/throttle.h"

#include <algorithm>
#include <cmath>

#include "agent/translations/translate.h"

namespace traypulse {
namespace {

constexpr double kMegabyte = 1e6;

/// One digit where that says more: "0.4", "7".
std::string number(double value) {
    const double rounded = std::round(value * 10) / 10;
    auto text = std::to_string(rounded);
    text.erase(text.find('.') + 2);
    if (text.ends_with(".0") || rounded >= 10) text.erase(text.find('.'));
    return localised(text);
}

void join(std::string& all, const std::string& one) { all += (all.empty() ? "" : "; ") + one; }

}  // namespace

ThrottleDecision Throttle::on_reading(const ThrottleLimits& limits,
                                      const ThrottleReading& reading) {
    if (limits != limits_) {
        *this = Throttle{};
        limits_ = limits;
    }
    const double megabytes = static_cast<double>(reading.memory_bytes) / kMegabyte;
    const double most_mb = limits.memory_mb;
    const bool much_cpu = reading.cpu_percent > limits.cpu_percent;
    const bool much_memory = megabytes > most_mb;
    ThrottleDecision out;
    if (much_cpu || much_memory) {
        below_ = 0;
        ++above_;
        if (above_ >= kAbove) {
            above_ = 0;
            weight_factor_ = std::min(weight_factor_ * 2, kSlowest);
            weight_why_.clear();
            if (much_cpu)
                join(weight_why_, tr("CPU {0} % of one core, limit {1} %",
                                     number(reading.cpu_percent), number(limits.cpu_percent)));
            if (much_memory)
                join(weight_why_,
                     tr("memory {0} MB, limit {1} MB", number(megabytes), number(most_mb)));
            out.trim = much_memory;
        }
    } else {
        above_ = 0;
        const bool light = reading.cpu_percent <= limits.cpu_percent * kCpuRelease &&
                           megabytes <= most_mb * kMemoryRelease;
        below_ = light && weight_factor_ > 1 ? below_ + 1 : 0;
        if (below_ >= kBelow) {
            below_ = 0;
            weight_factor_ /= 2;
        }
    }
    if (weight_factor_ == 1) weight_why_.clear();
    out.why = weight_why_;
    unsigned saving = 1;
    if (limits.slow_on_battery && reading.on_battery) {
        saving = kSaving;
        join(out.why, tr("on battery"));
    }
    if (limits.slow_on_metered && reading.metered) {
        saving = kSaving;
        join(out.why, tr("metered connection"));
    }
    out.factor = std::max(weight_factor_, saving);
    return out;
}

}  // namespace traypulse
