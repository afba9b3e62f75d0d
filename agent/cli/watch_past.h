// The sparklines of `traypulse watch`, from the history file.
#pragma once

#include <string>
#include <vector>

#include "agent/cli/watch_view.h"
#include "agent/store/history.h"

namespace traypulse::cli {

/// `count` columns of equal width that end at `now`; they begin at multiples of their width, so
/// that a line moves by whole columns. Pure.
std::vector<WatchColumn> watch_columns(const store::Graph& graph, WallTime now, Nanoseconds span,
                                       std::size_t count);

/// One thread. A history that is switched off or cannot be read just now leaves the lines empty:
/// what is shown beside them comes from the agent.
class WatchPast {
 public:
    explicit WatchPast(std::string history_file) : history_(std::move(history_file)) {}
    /// Fills in the past of the targets [first, last).
    void fill(WatchView& view, std::size_t first, std::size_t last, Nanoseconds span,
              std::size_t columns);

 private:
    store::History history_;
};

}  // namespace traypulse::cli
