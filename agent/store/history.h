// The reading side of the history, for graphs, lists and reports.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/engine/outage_record.h"
#include "agent/store/file_identity.h"
#include "agent/store/records.h"
#include "agent/store/rollup_counts.h"
#include "agent/store/sample.h"
#include "shared/result.h"

namespace traypulse::store {

class Database;

/// A target of the history, whether or not it is still configured: target.id of the file.
using HistoryTarget = StrongId<struct HistoryTargetTag, std::int64_t>;

struct KnownTarget {
    HistoryTarget id;
    std::string name;
    std::string check;
    WallTime added;
    std::optional<WallTime> removed;  ///< empty: it is configured
};

/// Half open: `until` is not in it.
struct TimeRange {
    WallTime from, until;
};

/// What a graph is drawn from.
enum class Level : std::uint8_t { samples, minutes, hours };

/// One column of a graph. Times are exact at the least and the most, else within 0.8 %.
struct GraphPoint {
    WallTime from;
    Nanoseconds width{};
    std::uint64_t sent = 0;  ///< requests that count; 0: only others were made
    std::uint64_t lost = 0;
    std::uint64_t late = 0;
    std::uint64_t not_sent = 0;
    std::uint64_t answered = 0;  ///< with 0 all below are 0
    Nanoseconds least{}, p5{}, p25{}, median{}, p75{}, p95{}, most{};
};

/// Oldest first; no point where nothing was asked. Where a level is no longer kept for the older
/// part of the range, that part has the points of the next one, which are wider.
struct Graph {
    Level level = Level::samples;  ///< of the newest part
    Nanoseconds width{};           ///< of its points; they begin at multiples of it since 1970
    std::vector<GraphPoint> points;
};

struct StateInterval {
    TargetState state = TargetState::unknown;
    WallTime from, until;
    bool open = false;  ///< it lasts; `until` is the last heartbeat
    std::string reason;
};

/// Shares of time; what no interval covers is unknown (DESIGN §4).
struct Availability {
    Nanoseconds up{}, degraded{}, down{}, unknown{}, paused{};
    /// up ÷ (up + degraded + down); nothing where all of it is unknown or paused.
    [[nodiscard]] std::optional<double> ratio() const;
};

struct PastEvent {
    EventKind kind = EventKind::history;
    WallTime time;
    std::string target;  ///< its name; empty: of none in particular
    std::string text;
};

/// A connection of its own that only reads: any thread, one at a time. It opens the file with the
/// first question, and again where another has taken its place. Each answer is of one moment.
/// Errors: there is no file yet (not_found), it is damaged (io: tell Store::check_file()), or held
/// by another program (unavailable).
class History {
 public:
    explicit History(std::string path);
    ~History();
    History(const History&) = delete;
    History& operator=(const History&) = delete;

    /// In the order in which they came.
    Result<std::vector<KnownTarget>> targets();
    /// At most about `most_points` points (1 to 100,000) of equal width.
    Result<Graph> graph(HistoryTarget target, TimeRange range, std::size_t most_points);
    /// Each sample, oldest first, until `each` says false.
    Status samples(HistoryTarget target, TimeRange range,
                   const std::function<bool(const Sample&)>& each);
    /// The minutes or hours (`level`) that begin in the range and in which something was asked,
    /// oldest first, until `each` says false. What is not packed yet is in them.
    Status rollups(HistoryTarget target, TimeRange range, Level level,
                   const std::function<bool(WallTime from, const Rollup&)>& each);
    /// That touch the range, oldest first; their ends are not cut to it.
    Result<std::vector<StateInterval>> intervals(HistoryTarget target, TimeRange range);
    Result<Availability> availability(HistoryTarget target, TimeRange range);
    Result<std::vector<OutageRecord>> outages(TimeRange range);
    Result<std::vector<PastEvent>> events(TimeRange range);
    /// Until when the program has certainly run: what lasts, lasts until then. Nothing in a new
    /// file.
    Result<std::optional<WallTime>> last_moment();
    /// For agent/store itself: all that `ask` reads is of one moment.
    Status read(const std::function<void(Database&)>& ask);

 private:
    template <class Answer, class Ask>
    Result<Answer> ask(const Ask& ask);
    void open();

    std::string path_;
    std::unique_ptr<Database> db_;
    std::optional<FileIdentity> file_;  ///< that db_ has open
};

}  // namespace traypulse::store
