// Minutes and hours as they are kept, with what is not packed yet.
#include <algorithm>
#include <map>

#include "agent/store/history_parts.h"
#include "agent/store/rollup.h"
#include "agent/store/schema.h"

namespace traypulse::store {
namespace {

constexpr std::int64_t kMinuteUnit = 60'000'000;  // µs
constexpr std::int64_t kHourUnit = 60 * kMinuteUnit;

}  // namespace

void read_rollups(Database& db, HistoryTarget target, TimeRange range, Level level,
                  const std::function<bool(WallTime, const Rollup&)>& each) {
    const bool hours = level == Level::hours;
    const auto unit = hours ? kHourUnit : kMinuteUnit;
    const auto up = [&](WallTime t) {
        return (std::max<std::int64_t>(t.time_since_epoch().count(), 0) + unit - 1) / unit;
    };
    const auto from = up(range.from);
    const auto until = std::max(up(range.until), from);
    std::map<std::int64_t, Rollup> recent;
    auto fresh = db.prepare(
        "SELECT time, rtt, outcome FROM recent_sample JOIN answer ON answer.id = answer "
        "WHERE target = ?1 AND time >= ?2 AND time < ?3");
    fresh.bind(1, target.value).bind(2, from * unit).bind(3, until * unit);
    while (fresh.step())
        recent[fresh.number(0) / unit].add(static_cast<Outcome>(fresh.number(2)),
                                           Nanoseconds(fresh.number(1)));
    auto rows =
        db.prepare("SELECT " + std::string(kRollupColumns) + " FROM " +
                   (hours ? "hour_rollup" : "minute_rollup") + " WHERE slot >= ?1 AND slot < ?2");
    rows.bind(1, slot_of(target.value, from)).bind(2, slot_of(target.value, until));
    auto next = recent.begin();
    const auto tell = [&](std::int64_t at, const Rollup& rollup) {
        return each(WallTime(std::chrono::microseconds(at * unit)), rollup);
    };
    while (rows.step()) {
        const auto at = unit_of(rows.number(0));
        for (; next != recent.end() && next->first < at; ++next)
            if (!tell(next->first, next->second)) return;
        auto rollup = rollup_of(rows);
        if (next != recent.end() && next->first == at) rollup.merge((next++)->second);
        if (!tell(at, rollup)) return;
    }
    for (; next != recent.end(); ++next)
        if (!tell(next->first, next->second)) return;
}

}  // namespace traypulse::store
