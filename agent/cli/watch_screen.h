// `traypulse watch` as lines of a terminal. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "agent/cli/watch_view.h"

namespace traypulse::cli {

struct ScreenStyle {
    std::size_t columns = 80;
    std::size_t rows = 24;
    bool colour = true;   ///< SGR sequences (ECMA-48 §8.3.117); shapes and words say it without
    bool unicode = true;  ///< else a sparkline is made of ASCII
};

/// A sparkline has at most so many characters, and as many columns are asked of the history.
inline constexpr std::size_t kMostSparkColumns = 60;
/// How many fit beside the other columns of this view; 0: the terminal is too narrow for any.
std::size_t spark_columns(const WatchView& view, const ScreenStyle& style);

/// As many targets as fit, from `first` on (clamped); at most style.rows lines, none wider than
/// style.columns. `clock` is the local time, `span` what the sparklines cover ("10 min").
std::vector<std::string> watch_screen(const WatchView& view, const ScreenStyle& style,
                                      std::string_view clock, std::string_view span,
                                      std::size_t first = 0);

/// The line of a target's past alone: height is latency between the least and the greatest of the
/// line, × (x) is all lost, a blank nothing asked; colour says loss as in the graphs.
std::string sparkline(const std::vector<WatchColumn>& columns, const ScreenStyle& style);

}  // namespace traypulse::cli
