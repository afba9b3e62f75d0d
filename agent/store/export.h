// The history as text that other programs, and import.h, understand. The columns: EXPORT.md.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/store/exchange.h"
#include "agent/store/history.h"
#include "agent/store/progress.h"
#include "shared/result.h"

namespace traypulse::store {

struct ExportOptions {
    ExchangeFormat format = ExchangeFormat::json;
    std::vector<ExchangeKind> kinds;  ///< their order is that of an export, not of this list
    TimeRange range;
    /// Empty: all. Otherwise only what is theirs, outages that affected one of them, and events
    /// that concern all.
    std::vector<HistoryTarget> targets;
    std::string program;  ///< "traypulse 0.1.0", for the first line of JSON Lines
};

/// Takes whole rows, up to a megabyte at once. An error ends the export with it. In CSV each kind
/// begins with the line of its columns, and belongs into a file of its own.
using ExportSink = std::function<Status(ExchangeKind, std::string_view rows)>;

/// All of one moment, also while the agent writes. Samples, minutes and hours that begin in the
/// range; intervals and outages that touch it. What lasts ends with the last moment that is known.
/// Errors: History's, the sink's, cancelled.
Status export_history(History& history, const ExportOptions& options, const Progress& progress,
                      const ExportSink& sink);

}  // namespace traypulse::store
