// Everything slower than configured, when this computer needs its strength for something else.
#include <algorithm>

#include "agent/engine/engine.h"
#include "agent/engine/judging.h"

namespace traypulse {

void Engine::on_pace(Instant now, unsigned factor, const std::string& why) {
    begin(now);
    factor = std::max(factor, 1U);
    slowed_ = factor > 1 ? why : std::string();
    if (factor != pace_) {
        pace_ = factor;
        effects_.emplace_back(effect::PaceChanged{factor, why});
        // Each begins again at a moment of its own. Until it does, it is judged by the pace that it
        // has.
        const auto count = static_cast<Nanoseconds::rep>(std::max<std::size_t>(entries_.size(), 1));
        const auto step = std::min(judging::kRepaceStep, judging::kRepaceSpread / count);
        auto at = now.mono;
        for (auto& entry : entries_) {
            if (entry.monitor.state() == TargetState::paused || entry.retry_at) continue;
            entry.retry_at = at;
            at += step;
        }
    }
    settle(now);
}

}  // namespace traypulse
