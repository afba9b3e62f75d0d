// Points of a graph, from the level that fits their width.
#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "agent/store/graph_column.h"
#include "agent/store/history_parts.h"
#include "agent/store/schema.h"

namespace traypulse::store {
namespace {

using Micros = std::int64_t;

constexpr Micros kOneSecond = 1'000'000;
constexpr Micros kOneMinute = 60 * kOneSecond;
constexpr Micros kOneHour = 60 * kOneMinute;
constexpr std::int64_t kMostGraphPoints = 100'000;

/// Widths that people count in: while the window moves, points stay where they are.
constexpr std::array kWidths{kOneSecond / 100, kOneSecond / 50, kOneSecond / 20, kOneSecond / 10,
                             kOneSecond / 5,   kOneSecond / 2,  kOneSecond,      2 * kOneSecond,
                             5 * kOneSecond,   10 * kOneSecond, 15 * kOneSecond, 30 * kOneSecond,
                             kOneMinute,       2 * kOneMinute,  5 * kOneMinute,  10 * kOneMinute,
                             15 * kOneMinute,  30 * kOneMinute, kOneHour,        2 * kOneHour,
                             3 * kOneHour,     6 * kOneHour,    12 * kOneHour,   24 * kOneHour,
                             48 * kOneHour,    96 * kOneHour,   168 * kOneHour};

Micros width_for(Micros length, std::int64_t most) {
    for (const auto width : kWidths)
        if (length / width < most) return width;
    auto width = kWidths.back();
    while (length / width >= most) width *= 2;
    return width;
}

/// Which level a moment of the range is read from, and how wide its point is.
struct Plan {
    Micros from = 0, until = 0;
    Micros width = 0;
    Level level = Level::samples;
    Micros minutes_from = 0;  ///< before it, hours
    Micros samples_from = 0;  ///< before it, minutes

    [[nodiscard]] Micros width_at(Micros time) const {
        if (time < minutes_from) return std::max(width, kOneHour);
        if (time < samples_from) return std::max(width, kOneMinute);
        return width;
    }
    [[nodiscard]] Micros point_of(Micros time) const {
        const auto w = width_at(time);
        return time / w * w;
    }
};

/// The beginning of the oldest row of a table; nothing where it has none of the target.
std::optional<Micros> oldest_in(Database& db, const std::string& table, HistoryTarget target,
                                Micros unit) {
    auto first = db.prepare("SELECT slot FROM " + table + " WHERE slot BETWEEN ?1 AND ?2 LIMIT 1");
    first.bind(1, slot_of(target.value, 0)).bind(2, slot_of(target.value, 0xffffffff));
    if (!first.step()) return std::nullopt;
    return unit_of(first.number(0)) * unit;
}

/// From where on a level is read: 0 where the one below it knows nothing older.
Micros begin_of(std::optional<Micros> level, std::optional<Micros> below, Micros unit_below,
                Micros otherwise) {
    if (!below) return 0;
    if (!level) return otherwise;
    if (*level / unit_below <= *below / unit_below) return 0;
    return (*level + unit_below - 1) / unit_below * unit_below;
}

Plan plan_for(Database& db, HistoryTarget target, TimeRange range, std::size_t most_points) {
    const auto most =
        std::clamp<std::int64_t>(static_cast<std::int64_t>(most_points), 1, kMostGraphPoints);
    Plan plan;
    plan.from = std::max<Micros>(range.from.time_since_epoch().count(), 0);
    plan.until = std::max(range.until.time_since_epoch().count(), plan.from);
    plan.width = width_for(plan.until - plan.from, most);
    plan.level = plan.width >= kOneHour     ? Level::hours
                 : plan.width >= kOneMinute ? Level::minutes
                                            : Level::samples;
    plan.minutes_from = plan.samples_from = plan.until;
    if (plan.level == Level::hours) return plan;
    const auto hours = oldest_in(db, "hour_rollup", target, kOneHour);
    const auto minutes = oldest_in(db, "minute_rollup", target, kOneMinute);
    plan.minutes_from = begin_of(minutes, hours, kOneHour, plan.until);
    if (plan.level == Level::minutes) return plan;
    const auto samples = oldest_in(db, "sample_block", target, kOneMinute);
    plan.samples_from =
        std::max(plan.minutes_from, begin_of(samples, minutes, kOneMinute, plan.until));
    return plan;
}

class GraphReader {
 public:
    GraphReader(Database& db, HistoryTarget target, const Plan& plan)
        : db_(db), target_(target), plan_(plan) {}

    std::vector<GraphPoint> read() {
        const auto until = ceil_point(plan_.until);
        const auto hours_until = std::min(plan_.minutes_from, until);
        const auto minutes_until = std::min(plan_.samples_from, until);
        read_recent(until);
        if (const auto from = plan_.point_of(plan_.from); from < hours_until)
            read_rollups("hour_rollup", kOneHour, from, hours_until);
        if (const auto from = std::max(plan_.point_of(plan_.from), hours_until);
            from < minutes_until)
            read_rollups("minute_rollup", kOneMinute, from, minutes_until);
        if (const auto from = std::max(plan_.point_of(plan_.from), minutes_until); from < until)
            read_blocks(from, until);
        finish();
        for (const auto& [at, rollup] : recent_) {
            column_.add(rollup);
            points_.push_back(column_.take(wall_at(at), width_of(at)));
        }
        std::sort(points_.begin(), points_.end(),
                  [](const auto& a, const auto& b) { return a.from < b.from; });
        return std::move(points_);
    }

 private:
    static WallTime wall_at(Micros at) { return WallTime(std::chrono::microseconds(at)); }
    [[nodiscard]] Nanoseconds width_of(Micros at) const {
        return std::chrono::microseconds(plan_.width_at(at));
    }
    [[nodiscard]] Micros ceil_point(Micros time) const {
        const auto begin = plan_.point_of(time);
        return begin == time ? time : begin + plan_.width_at(time);
    }
    void go_to(Micros time) {
        const auto at = plan_.point_of(time);
        if (at == at_) return;
        finish();
        at_ = at;
    }
    void finish() {
        if (const auto recent = recent_.find(at_); recent != recent_.end()) {
            column_.add(recent->second);
            recent_.erase(recent);
        }
        if (!column_.empty()) points_.push_back(column_.take(wall_at(at_), width_of(at_)));
    }
    // What is not packed yet is in no rollup.
    void read_recent(Micros until) {
        auto rows = db_.prepare(
            "SELECT time, rtt, outcome FROM recent_sample JOIN answer ON answer.id = answer "
            "WHERE target = ?1 AND time >= ?2 AND time < ?3");
        rows.bind(1, target_.value).bind(2, plan_.point_of(plan_.from)).bind(3, until);
        while (rows.step())
            recent_[plan_.point_of(rows.number(0))].add(static_cast<Outcome>(rows.number(2)),
                                                        Nanoseconds(rows.number(1)));
    }
    void read_rollups(const std::string& table, Micros unit, Micros from, Micros until) {
        auto rows = db_.prepare("SELECT " + std::string(kRollupColumns) + " FROM " + table +
                                " WHERE slot >= ?1 AND slot < ?2");
        rows.bind(1, slot_of(target_.value, from / unit))
            .bind(2, slot_of(target_.value, (until + unit - 1) / unit));
        while (rows.step()) {
            go_to(unit_of(rows.number(0)) * unit);
            column_.add(rollup_of(rows));
        }
    }
    void read_blocks(Micros from, Micros until) {
        walk_blocks(db_, target_, from, until, [&](const RawSample& s) {
            go_to(s.time);
            column_.add(s.outcome, s.rtt);
            return true;
        });
    }

    Database& db_;
    HistoryTarget target_;
    Plan plan_;
    GraphColumn column_;
    Micros at_ = -1;
    std::map<Micros, Rollup> recent_;
    std::vector<GraphPoint> points_;
};

}  // namespace

Graph read_graph(Database& db, HistoryTarget target, TimeRange range, std::size_t most_points) {
    const auto plan = plan_for(db, target, range, most_points);
    Graph out;
    out.level = plan.level;
    out.width = std::chrono::microseconds(plan.width);
    if (plan.from < plan.until) out.points = GraphReader(db, target, plan).read();
    return out;
}

}  // namespace traypulse::store
