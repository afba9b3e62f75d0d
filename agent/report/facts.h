// Everything the report says, as values: gathered from the history once, then only written down.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "agent/engine/metrics/loss_pattern.h"
#include "agent/report/report.h"

namespace traypulse::report {

/// Where a cause lies, as a provider sees it.
enum class Place : std::uint8_t {
    here,      ///< this computer, its cable or Wi-Fi, up to the router
    provider,  ///< beyond the router
    names,     ///< the name servers that this network hands out, or a person has chosen
    network,   ///< who runs this network: a sign-in page
    target,    ///< the target itself, or the way just before it
    open,      ///< cannot be told
};
Place place_of(Cause cause);

/// What single requests tell. Those that were made while the target was down are counted apart:
/// the rest of what is here is without them.
struct LossStudy {
    /// One class of lengths of loss periods.
    static constexpr std::array<std::uint64_t, 5> kUpTo{1, 2, 5, 10, ~std::uint64_t{0}};

    std::optional<WallTime> from;  ///< the first request that is still kept
    std::uint64_t sent = 0;
    std::uint64_t lost = 0;
    std::uint64_t sent_down = 0, lost_down = 0;
    std::uint64_t periods = 0;  ///< RFC 3357 §4
    std::array<std::uint64_t, kUpTo.size()> lengths{};
    std::uint64_t longest = 0;  ///< requests
    WallTime longest_at;
    std::optional<double> mean_distance;  ///< RFC 3357 §5, in requests; with two losses
    metrics::Pattern pattern;
    struct Hour {
        std::uint64_t sent = 0, lost = 0;
    };
    std::array<Hour, 24> hours{};  ///< of the local day
};

struct DayFacts {
    store::TimeRange range;
    store::Availability availability;
    std::uint64_t sent = 0, lost = 0;
};

struct TargetFacts {
    store::HistoryTarget id;
    std::string name;
    std::string check;
    store::Availability availability;
    std::vector<DayFacts> days;  ///< as Facts::days
    store::Rollup totals;        ///< of all minutes and hours that begin in the range
    LossStudy study;
    std::vector<store::StateInterval> intervals;
    store::Graph graph;
};

struct OutageFacts {
    OutageRecord record;
    store::TimeRange span;  ///< within the range
    bool lasts = false;     ///< or did, when the program was last seen to run
    [[nodiscard]] Nanoseconds length() const { return span.until - span.from; }
};

struct Facts {
    store::TimeRange range;  ///< never beyond the last moment that is known
    store::TimeRange asked;
    bool by_month = false;               ///< `days` are months
    std::vector<store::TimeRange> days;  ///< of the range
    std::vector<TargetFacts> targets;    ///< in the order in which they came
    std::vector<OutageFacts> outages;    ///< oldest first
    std::vector<store::PastEvent> events;
};

/// Longer ranges are shown by month.
inline constexpr std::size_t kMostDays = 92;
/// Columns of a graph; a third of a millimetre on paper.
inline constexpr std::size_t kGraphPoints = 600;

/// Errors: History's, cancelled.
Result<Facts> gather(store::History& history, const ReportOptions& options,
                     const store::Progress& progress);

/// The sum of what may overlap, each moment once.
Nanoseconds covered(std::vector<store::TimeRange> spans);

}  // namespace traypulse::report
