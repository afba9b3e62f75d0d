#include "agent/store/history.h"

#include <algorithm>
#include <utility>

#include "agent/store/heartbeat.h"
#include "agent/store/history_parts.h"
#include "agent/store/schema.h"
#include "agent/translations/translate.h"

namespace traypulse::store {
namespace {

/// There is no file, or nothing in it.
struct Missing {};

}  // namespace

History::History(std::string path) : path_(std::move(path)) {}
History::~History() = default;

void History::open() {
    const auto now = identity_of(path_);
    if (!now) throw Missing();
    if (db_ && now == file_) return;
    db_.reset();
    db_ = std::make_unique<Database>(path_, Database::Access::read);
    // 16 MiB, for as long as somebody looks at graphs: a year of a target's hours. Not by mmap: a
    // disk that fails would end the program (sqlite.org/mmap.html).
    db_->execute("PRAGMA cache_size = -16384");
    file_ = now;
    const auto version = db_->number("PRAGMA user_version");
    if (version == 0) throw Missing();  // it is just being made
    if (version > migrations().back().version)
        throw Failure(Trouble::newer, tr("the history is of a newer Traypulse"));
}

template <class Answer, class Ask>
Result<Answer> History::ask(const Ask& ask) {
    try {
        open();
        Transaction moment(*db_, Transaction::Kind::read);
        auto answer = ask(*db_);
        moment.commit();
        return Result<Answer>(std::move(answer));
    } catch (const Missing&) {
        db_.reset();
        return Error{ErrorCode::not_found, tr("there is no history at {0} yet", path_),
                     tr("it begins with the first samples")};
    } catch (const Failure& failure) {
        db_.reset();
        return failure.error();
    }
}

Result<std::vector<KnownTarget>> History::targets() {
    return ask<std::vector<KnownTarget>>([](Database& db) { return read_targets(db); });
}

Result<Graph> History::graph(HistoryTarget target, TimeRange range, std::size_t most_points) {
    return ask<Graph>([&](Database& db) { return read_graph(db, target, range, most_points); });
}

Status History::samples(HistoryTarget target, TimeRange range,
                        const std::function<bool(const Sample&)>& each) {
    return ask<Done>([&](Database& db) {
        read_samples(db, target, range, each);
        return Done{};
    });
}

Result<std::vector<StateInterval>> History::intervals(HistoryTarget target, TimeRange range) {
    return ask<std::vector<StateInterval>>(
        [&](Database& db) { return read_intervals(db, target, range); });
}

Result<std::vector<OutageRecord>> History::outages(TimeRange range) {
    return ask<std::vector<OutageRecord>>([&](Database& db) { return read_outages(db, range); });
}

Result<std::vector<PastEvent>> History::events(TimeRange range) {
    return ask<std::vector<PastEvent>>([&](Database& db) { return read_events(db, range); });
}

Status History::rollups(HistoryTarget target, TimeRange range, Level level,
                        const std::function<bool(WallTime, const Rollup&)>& each) {
    return ask<Done>([&](Database& db) {
        read_rollups(db, target, range, level, each);
        return Done{};
    });
}

Result<std::optional<WallTime>> History::last_moment() {
    return ask<std::optional<WallTime>>([](Database& db) { return Heartbeat::last(db); });
}

Status History::read(const std::function<void(Database&)>& ask_all) {
    return ask<Done>([&](Database& db) {
        ask_all(db);
        return Done{};
    });
}

std::optional<double> Availability::ratio() const {
    const auto judged = up + degraded + down;
    if (judged <= Nanoseconds::zero()) return std::nullopt;
    return static_cast<double>(up.count()) / static_cast<double>(judged.count());
}

Result<Availability> History::availability(HistoryTarget target, TimeRange range) {
    const auto found = intervals(target, range);
    if (!found) return found.error();
    Availability out;
    Nanoseconds covered{};
    for (const auto& i : found.value()) {
        const Nanoseconds length =
            std::max(std::min(i.until, range.until) - std::max(i.from, range.from),
                     WallTime::duration::zero());
        covered += length;
        switch (i.state) {
            case TargetState::up:
                out.up += length;
                break;
            case TargetState::degraded:
                out.degraded += length;
                break;
            case TargetState::down:
                out.down += length;
                break;
            case TargetState::unknown:
                out.unknown += length;
                break;
            case TargetState::paused:
                out.paused += length;
                break;
        }
    }
    // A clock that was set back makes intervals overlap: then there is more time than the range
    // has.
    out.unknown += std::max(Nanoseconds(range.until - range.from) - covered, Nanoseconds::zero());
    return out;
}

}  // namespace traypulse::store
