#include "agent/ui/graph/ribbon.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "agent/engine/cause_words.h"
#include "agent/engine/words.h"

namespace traypulse::ui::graph {
namespace {

constexpr int kLeastSeen = 2;
constexpr std::size_t kShades = 5;

Shade shade_of(TargetState state) {
    switch (state) {
        case TargetState::up:
            return Shade::up;
        case TargetState::degraded:
            return Shade::degraded;
        case TargetState::down:
            return Shade::down;
        case TargetState::unknown:
            return Shade::unknown;
        case TargetState::paused:
            break;
    }
    return Shade::none;
}

/// How much of each pixel which state lasted.
class Coverage {
 public:
    explicit Coverage(int width) : pixels_(static_cast<std::size_t>(width)) {}

    void add(double from, double until, Shade shade) {
        from = std::max(from, 0.0);
        until = std::min(until, static_cast<double>(pixels_.size()));
        if (until <= from) return;
        const auto first = static_cast<std::size_t>(from);
        for (auto i = first; i < pixels_.size() && static_cast<double>(i) < until; ++i) {
            const auto left = std::max(from, static_cast<double>(i));
            const auto right = std::min(until, static_cast<double>(i + 1));
            auto& pixel = pixels_[i];
            pixel.share[static_cast<std::size_t>(shade)] += static_cast<float>(right - left);
            pixel.covered += static_cast<float>(right - left);
            if (shade == Shade::down) pixel.down = true;
        }
    }
    /// Of what nothing else covers, between these.
    void add_rest(double from, double until, Shade shade) {
        for (std::size_t i = 0; i < pixels_.size(); ++i) {
            const auto x = static_cast<double>(i);
            const auto within = std::min(until, x + 1) - std::max(from, x);
            auto& pixel = pixels_[i];
            const auto rest = static_cast<float>(within) - pixel.covered;
            if (rest > 0) pixel.share[static_cast<std::size_t>(shade)] += rest;
        }
    }
    [[nodiscard]] std::vector<Shade> shades() const {
        std::vector<Shade> out;
        out.reserve(pixels_.size());
        for (const auto& pixel : pixels_) {
            const auto longest = std::max_element(pixel.share.begin(), pixel.share.end());
            out.push_back(pixel.down     ? Shade::down
                          : *longest > 0 ? static_cast<Shade>(longest - pixel.share.begin())
                                         : Shade::none);
        }
        return out;
    }

 private:
    struct Pixel {
        std::array<float, kShades> share{};
        float covered = 0;
        bool down = false;
    };
    std::vector<Pixel> pixels_;
};

/// One pixel of red among green is missed; a second one is borrowed from beside it.
void widen_down(std::vector<Shade>& pixels) {
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        if (pixels[i] != Shade::down) continue;
        const bool alone = i + 1 == pixels.size() || pixels[i + 1] != Shade::down;
        if (alone && i + 1 < pixels.size())
            pixels[++i] = Shade::down;
        else if (alone && i > 0)
            pixels[i - 1] = Shade::down;
        else
            while (i + 1 < pixels.size() && pixels[i + 1] == Shade::down) ++i;
    }
}

std::vector<Run> runs_of(const std::vector<Shade>& pixels) {
    std::vector<Run> out;
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        if (!out.empty() && out.back().shade == pixels[i])
            ++out.back().width;
        else
            out.push_back({static_cast<int>(i), 1, pixels[i]});
    }
    return out;
}

/// Up to here there is something to say.
Watched clipped(Watched watched, const PixelGrid& grid) {
    return {std::max(watched.from, grid.left), std::min(watched.until, grid.right())};
}

}  // namespace

std::vector<Run> ribbon_of(const std::vector<store::StateInterval>& states, Watched watched,
                           const PixelGrid& grid) {
    Coverage coverage(grid.width);
    for (const auto& s : states) {
        if (s.until < grid.left || s.from > grid.right()) continue;
        coverage.add(grid.x(s.from), grid.x(s.until), shade_of(s.state));
    }
    const auto seen = clipped(watched, grid);
    if (seen.from < seen.until)
        coverage.add_rest(grid.x(seen.from), grid.x(seen.until), Shade::unknown);
    auto pixels = coverage.shades();
    widen_down(pixels);
    return runs_of(pixels);
}

std::vector<Run> verdict_ribbon(const std::vector<std::vector<Run>>& targets,
                                const std::vector<OutageRecord>& outages, const PixelGrid& grid) {
    std::vector<Shade> pixels(static_cast<std::size_t>(grid.width), Shade::none);
    for (const auto& ribbon : targets)
        for (const auto& run : ribbon) {
            if (run.shade == Shade::none) continue;
            for (int x = run.x; x < run.end(); ++x) {
                auto& pixel = pixels[static_cast<std::size_t>(x)];
                // That one target is down is an outage's matter; here it only shows that something
                // is known.
                if (run.shade != Shade::unknown)
                    pixel = Shade::up;
                else if (pixel == Shade::none)
                    pixel = Shade::unknown;
            }
        }
    for (const auto strength : {Shade::unknown, Shade::degraded, Shade::down})
        for (const auto& mark : outage_marks(outages, grid, grid.right()))
            if (mark.shade == strength)
                for (int x = mark.x; x < mark.x + mark.width; ++x)
                    pixels[static_cast<std::size_t>(x)] = mark.shade;
    return runs_of(pixels);
}

std::vector<OutageMark> outage_marks(const std::vector<OutageRecord>& outages,
                                     const PixelGrid& grid, WallTime now) {
    std::vector<OutageMark> out;
    for (std::size_t i = 0; i < outages.size(); ++i) {
        const auto& o = outages[i];
        const auto ended = std::min(o.ended.value_or(now), grid.right());
        if (o.began >= grid.right() || ended < grid.left) continue;
        OutageMark mark;
        mark.outage = i;
        mark.title = outage_title(o);
        const auto glance = glance_of(o.cause);
        mark.shade = glance == Glance::down       ? Shade::down
                     : glance == Glance::degraded ? Shade::degraded
                                                  : Shade::unknown;
        const auto left = static_cast<int>(std::floor(std::max(grid.x(o.began), 0.0)));
        const auto right = static_cast<int>(std::ceil(std::max(grid.x(ended), 0.0)));
        mark.x = std::min(left, std::max(grid.width - kLeastSeen, 0));
        mark.width = std::min(std::max(right - mark.x, kLeastSeen), grid.width - mark.x);
        out.push_back(std::move(mark));
    }
    return out;
}

std::string outage_title(const OutageRecord& outage) {
    switch (outage.cause) {
        case Cause::target_down:
        case Cause::target_blocks_icmp:
        case Cause::unstable:
            return words::about_targets(
                outage.cause, outage.affected.size() == 1 ? outage.affected.front() : std::string(),
                outage.affected.size());
        default:
            return std::string(words_of(outage.cause).title);
    }
}

}  // namespace traypulse::ui::graph
