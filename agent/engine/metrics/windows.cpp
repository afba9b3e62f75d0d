#include "agent/engine/metrics/windows.h"

#include <algorithm>
#include <utility>

namespace traypulse::metrics {
namespace {

using std::chrono::seconds;

/// Ten or twelve parts: a window's edge is then off by less than a tenth of it, and the memory for
/// a target with a check a second stays near 20 kB.
struct Shape {
    Nanoseconds width;
    std::int64_t keep;
};
constexpr std::array<Shape, 3> kShapes{{{seconds(5), 12}, {seconds(30), 10}, {seconds(300), 12}}};

std::int64_t index_of(std::size_t level, MonoTime t) {
    return t.time_since_epoch() / kShapes[level].width;
}

MonoTime start_of(std::size_t level, std::int64_t index) {
    return MonoTime(kShapes[level].width * index);
}

std::size_t slot(std::size_t level, std::int64_t index) {
    return static_cast<std::size_t>(index % kShapes[level].keep);
}

}  // namespace

Part& Windows::open(MonoTime now) {
    roll(0, now);
    return levels_[0].open;
}

void Windows::roll(std::size_t level, MonoTime now) {
    auto& l = levels_[level];
    const auto index = index_of(level, now);
    if (index <= l.index) return;
    if (!l.open.empty()) {
        if (level + 1 < levels_.size()) {
            roll(level + 1, start_of(level, l.index));
            levels_[level + 1].open.merge(l.open);
        }
        // It takes the place of one that is too old by now.
        l.ring.resize(static_cast<std::size_t>(kShapes[level].keep));
        l.ring[slot(level, l.index)] = {l.index, std::exchange(l.open, {})};
    }
    l.index = index;
}

MonoTime Windows::begin(Window window, MonoTime now) {
    const auto level = static_cast<std::size_t>(window);
    return start_of(level, index_of(level, now) - kShapes[level].keep);
}

Part Windows::sum(Window window, MonoTime now) const {
    const auto from = begin(window, now);
    const auto level = static_cast<std::size_t>(window);
    Part out;
    const auto& l = levels_[level];
    for (auto i = std::max<std::int64_t>(index_of(level, from), 0); i < l.index && !l.ring.empty();
         ++i)
        if (const auto& c = l.ring[slot(level, i)]; c.index == i) out.merge(c.part);
    // What the finer levels have closed is in the open part of the next one already.
    for (std::size_t i = level + 1; i-- > 0;)
        if (start_of(i, levels_[i].index) >= from) out.merge(levels_[i].open);
    return out;
}

}  // namespace traypulse::metrics
