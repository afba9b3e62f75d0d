// Tells a Progress no more often than it wants to be told.
#pragma once

#include <algorithm>
#include <chrono>
#include <string_view>

#include "agent/store/progress.h"
#include "agent/translations/translate.h"
#include "shared/result.h"

namespace traypulse::store {

/// One thread. Cheap enough to be asked for each row.
class ProgressMeter {
 public:
    explicit ProgressMeter(const Progress& progress) : progress_(progress) {}

    /// False: it is not wanted any more, and never will be again.
    bool at(double fraction, std::string_view doing) {
        if (!progress_ || !wanted_) return wanted_;
        const auto now = std::chrono::steady_clock::now();
        if (told_ != std::chrono::steady_clock::time_point() && now - told_ < kEvery) return true;
        told_ = now;
        furthest_ = std::max(furthest_, std::clamp(fraction, 0.0, 1.0));
        wanted_ = progress_(furthest_, doing);
        return wanted_;
    }
    [[nodiscard]] bool wanted() const { return wanted_; }
    /// Asked however soon after the last time: when all is made, and nothing has its place yet.
    bool to_be_kept(std::string_view doing) {
        told_ = {};
        return at(1, doing);
    }

 private:
    static constexpr auto kEvery = std::chrono::milliseconds(100);
    const Progress& progress_;
    std::chrono::steady_clock::time_point told_;
    double furthest_ = 0;
    bool wanted_ = true;
};

inline Error cancelled_error() {
    return {ErrorCode::cancelled, tr("stopped before it was done"),
            tr("nothing was left half done")};
}

}  // namespace traypulse::store
