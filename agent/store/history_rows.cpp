// Targets, intervals, outages and events of a range.
#include <array>
#include <limits>

#include "agent/store/heartbeat.h"
#include "agent/store/history_parts.h"

namespace traypulse::store {
namespace {

WallTime wall(std::int64_t us) { return WallTime(std::chrono::microseconds(us)); }
std::int64_t us_of(WallTime t) { return t.time_since_epoch().count(); }

/// The value whose word stands there, or the last where none does: a later version has more.
template <class Values>
auto value_of(const Values& values, std::string_view word) {
    for (const auto value : values)
        if (to_string(value) == word) return value;
    return values.back();
}
constexpr std::array kStates{TargetState::up, TargetState::degraded, TargetState::down,
                             TargetState::paused, TargetState::unknown};
constexpr std::array kConfidences{Confidence::certain, Confidence::likely, Confidence::possible};
constexpr std::array kKinds{EventKind::program_start, EventKind::program_stop,  EventKind::network,
                            EventKind::route,         EventKind::configuration, EventKind::clock,
                            EventKind::history};

}  // namespace

std::vector<KnownTarget> read_targets(Database& db) {
    std::vector<KnownTarget> out;
    auto rows = db.prepare("SELECT id, name, check_uri, added, removed FROM target ORDER BY id");
    while (rows.step()) {
        KnownTarget t{HistoryTarget{rows.number(0)}, std::string(rows.text(1)),
                      std::string(rows.text(2)), wall(rows.number(3)), std::nullopt};
        if (!rows.is_null(4)) t.removed = wall(rows.number(4));
        out.push_back(std::move(t));
    }
    return out;
}

std::vector<StateInterval> read_intervals(Database& db, HistoryTarget target, TimeRange range) {
    std::vector<StateInterval> out;
    const auto beat = us_of(Heartbeat::last(db).value_or(WallTime{}));
    auto rows = db.prepare(
        "SELECT state, began, coalesce(ended, max(began, ?4)), ended IS NULL, reason "
        "FROM state_interval WHERE target = ?1 AND began < ?3 "
        "AND coalesce(ended, max(began, ?4)) > ?2 ORDER BY began, id");
    rows.bind(1, target.value).bind(2, us_of(range.from)).bind(3, us_of(range.until)).bind(4, beat);
    while (rows.step())
        out.push_back({value_of(kStates, rows.text(0)), wall(rows.number(1)), wall(rows.number(2)),
                       rows.number(3) != 0, std::string(rows.text(4))});
    return out;
}

std::vector<OutageRecord> read_outages(Database& db, TimeRange range) {
    std::vector<OutageRecord> out;
    auto rows = db.prepare(
        "SELECT id, number, cause, confidence, network, began, ended, how, told FROM outage "
        "WHERE began < ?2 AND (ended IS NULL OR ended > ?1) ORDER BY began, id");
    auto names = db.prepare("SELECT name FROM outage_target WHERE outage = ?1 ORDER BY place");
    auto evidence = db.prepare(
        "SELECT what, value, time FROM outage_evidence WHERE outage = ?1 ORDER BY place");
    rows.bind(1, us_of(range.from)).bind(2, us_of(range.until));
    while (rows.step()) {
        OutageRecord r;
        r.id = static_cast<std::uint32_t>(rows.number(1));
        r.cause = cause_of(rows.text(2));
        r.confidence = value_of(kConfidences, rows.text(3));
        r.network = rows.text(4);
        r.began = wall(rows.number(5));
        if (!rows.is_null(6)) r.ended = wall(rows.number(6));
        r.how = rows.text(7);
        r.told = rows.number(8) != 0;
        for (bool more = names.find(rows.number(0)); more; more = names.step())
            r.affected.emplace_back(names.text(0));
        for (bool more = evidence.find(rows.number(0)); more; more = evidence.step())
            r.evidence.push_back({std::string(evidence.text(0)), std::string(evidence.text(1)),
                                  wall(evidence.number(2))});
        out.push_back(std::move(r));
    }
    return out;
}

std::vector<PastEvent> read_events(Database& db, TimeRange range) {
    std::vector<PastEvent> out;
    auto rows = db.prepare(
        "SELECT kind, time, coalesce(target.name, ''), text FROM event "
        "LEFT JOIN target ON target.id = event.target "
        "WHERE time >= ?1 AND time < ?2 ORDER BY time, event.id");
    rows.bind(1, us_of(range.from)).bind(2, us_of(range.until));
    while (rows.step())
        out.push_back({value_of(kKinds, rows.text(0)), wall(rows.number(1)),
                       std::string(rows.text(2)), std::string(rows.text(3))});
    return out;
}

}  // namespace traypulse::store
