// What span of time is on screen, and what zooming and panning make of it. Pure.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

#include "agent/store/history.h"
#include "shared/types.h"

namespace traypulse::ui::graph {

using Micros = WallTime::duration;

inline constexpr Micros kLeastSpan = std::chrono::minutes(1);
/// Nobody keeps more, and it bounds how far one can get lost by panning.
inline constexpr Micros kMostSpan = std::chrono::days(3653);

/// The buttons.
enum class Range : std::uint8_t { hour, day, week, month, year };
inline constexpr std::array kRanges{Range::hour, Range::day, Range::week, Range::month,
                                    Range::year};
Micros length_of(Range range);

/// Between kLeastSpan and kMostSpan long, never later than now, never earlier than kMostSpan ago.
class TimeAxis {
 public:
    explicit TimeAxis(WallTime now, Range range = Range::hour);

    [[nodiscard]] WallTime from() const { return until_ - span_; }
    [[nodiscard]] WallTime until() const { return until_; }
    [[nodiscard]] Micros span() const { return span_; }
    [[nodiscard]] WallTime now() const { return now_; }
    /// It ends at now and goes on with it.
    [[nodiscard]] bool live() const { return live_; }
    /// The button that stands for this length.
    [[nodiscard]] std::optional<Range> range() const;
    bool operator==(const TimeAxis&) const = default;

    /// Time has passed, or the clock was set.
    void advance(WallTime now);
    /// The end stays if it is now, else the middle does.
    void set_range(Range range);
    /// The span becomes so many times as long; the moment at `at` (0: the left end, 1: the right
    /// end) stays where it is, but for the limits.
    void zoom(double factor, double at);
    /// Below 0: into the past.
    void pan(Micros by);
    void return_to_now();
    /// The whole of what may be shown ends where it is shown first.
    void go_to_oldest(WallTime oldest);
    /// Shows all of it, with some room on both sides.
    void show(store::TimeRange range);

 private:
    void set(WallTime from, Micros span);
    WallTime now_;
    WallTime until_;
    Micros span_;
    bool live_ = true;
};

/// The axis on columns of pixels. Columns are at multiples of their length since 1970, so what is
/// drawn moves by whole pixels and never shimmers.
struct PixelGrid {
    WallTime left;   ///< where the first column begins
    Micros step{1};  ///< of a column
    int width = 0;   ///< columns; the last one holds the axis' end

    /// 0 is the left edge of the first column; may lie outside.
    [[nodiscard]] double x(WallTime at) const;
    [[nodiscard]] WallTime at(double x) const;
    [[nodiscard]] WallTime right() const { return left + step * width; }
    [[nodiscard]] store::TimeRange range() const { return {left, right()}; }
    bool operator==(const PixelGrid&) const = default;
};

/// `width` at least 1.
PixelGrid grid_of(const TimeAxis& axis, int width);

}  // namespace traypulse::ui::graph
