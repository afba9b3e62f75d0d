// What export, import and report have in common: the file, progress on a terminal, Ctrl-C.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "agent/cli/history_options.h"
#include "agent/cli/wiring.h"
#include "agent/store/history.h"
#include "agent/store/progress.h"

namespace traypulse::cli {

/// Does `work` with a Progress that draws a line on standard error, where that is a terminal and
/// the work takes over a second, and that stops it on SIGINT. Complains about its error. The exit
/// status: kExitNotWell where it failed, kExitInterrupted where it was stopped.
int do_long_work(const Wiring& wiring, bool draw,
                 const std::function<Status(const store::Progress&)>& work);

/// Of now, and with seconds that are not over.
WallTime wall_now();
/// The range; an error where it is empty.
Result<store::TimeRange> range_of(const Moment& since, const Moment& until);
/// history.db of these places.
Result<std::string> history_file(const HistoryPlace& place, const Wiring& wiring);
/// Those that are named, by name or check; none where none is. Error: one is not there, with what
/// was probably meant.
Result<std::vector<store::HistoryTarget>> find_targets(store::History& history,
                                                       const std::vector<std::string>& names);

}  // namespace traypulse::cli
