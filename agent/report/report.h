// The report that a provider's support can't wave away: one HTML file, made from the history.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/store/history.h"
#include "agent/store/progress.h"
#include "agent/store/retention_settings.h"
#include "shared/result.h"

namespace traypulse::report {

/// How a target is asked at present; the history does not keep it. For the section on method.
struct CheckMethod {
    std::string name;  ///< of the target
    Nanoseconds interval{};
    Nanoseconds timeout{};
};

struct ReportOptions {
    store::TimeRange range;
    /// Empty: all that were watched in the range.
    std::vector<store::HistoryTarget> targets;
    WallTime now;         ///< when it is made
    std::string version;  ///< "0.1.0"
    std::vector<CheckMethod> methods;
    std::optional<store::RetentionSettings> retention;  ///< empty: not known
};

/// The whole document as text, well-formed as XML, too; all of it inline. In local time. Errors:
/// History's, cancelled.
Result<std::string> make_report(store::History& history, const ReportOptions& options,
                                const store::Progress& progress);

/// The same into a file: to a temporary one beside it, synced, then renamed; where it fails or is
/// stopped, nothing is left and what was there stays.
Status write_report(store::History& history, const ReportOptions& options,
                    const store::Progress& progress, const std::string& path);

/// "traypulse-report-2024-06-01.html", by the local date.
std::string default_report_name(WallTime now);

}  // namespace traypulse::report
