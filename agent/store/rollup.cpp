#include "agent/store/rollup.h"

#include <string>

namespace traypulse::store {
namespace {

std::string table_of(RollupTable::Level level) {
    return level == RollupTable::Level::minute ? "minute_rollup" : "hour_rollup";
}

std::int64_t in(std::uint64_t count) { return static_cast<std::int64_t>(count); }

}  // namespace

void Rollup::add(Outcome outcome, Nanoseconds took) {
    if (is_sent(outcome)) ++sent;
    if (is_lost(outcome)) ++lost;
    if (outcome == Outcome::answered) rtt.add(took);
    if (outcome == Outcome::late) ++late;
    if (outcome == Outcome::duplicate) ++duplicate;
    if (outcome == Outcome::not_sent || outcome == Outcome::name_failed) ++not_sent;
}

void Rollup::merge(const Rollup& other) {
    sent += other.sent;
    lost += other.lost;
    late += other.late;
    duplicate += other.duplicate;
    not_sent += other.not_sent;
    rtt.merge(other.rtt);
}

Rollup counts_of(const Statement& row) {
    Rollup out;
    const auto count = [&](int column) { return static_cast<std::uint64_t>(row.number(column)); };
    out.sent = count(1);
    out.lost = count(2);
    out.late = count(3);
    out.duplicate = count(4);
    out.not_sent = count(5);
    return out;
}

Rollup rollup_of(const Statement& row) {
    auto out = counts_of(row);
    if (row.is_null(6)) return out;
    auto histogram = metrics::LatencyHistogram::parse(row.bytes(6));
    if (!histogram) throw Failure(Trouble::damaged, histogram.error().what);
    out.rtt = std::move(histogram).value();
    return out;
}

RollupTable::RollupTable(const Database& db, Level level)
    : select_(db.prepare("SELECT " + std::string(kRollupColumns) + " FROM " + table_of(level) +
                         " WHERE slot = ?1")),
      replace_(db.prepare("REPLACE INTO " + table_of(level) +
                          " (slot, sent, lost, late, duplicate, not_sent, rtt_min, rtt_median, "
                          "rtt_p95, rtt_max, histogram) "
                          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")) {}

void RollupTable::merge(std::int64_t slot, const Rollup& added) {
    Rollup all;
    const bool there = select_.find(slot);
    if (there) all = rollup_of(select_);
    select_.reset();
    all.merge(added);
    const auto nothing = std::optional<std::int64_t>();
    if (all.rtt.count() == 0) {
        replace_.run(slot, in(all.sent), in(all.lost), in(all.late), in(all.duplicate),
                     in(all.not_sent), nothing, nothing, nothing, nothing, nothing);
        return;
    }
    const auto histogram = all.rtt.serialise();
    replace_.run(slot, in(all.sent), in(all.lost), in(all.late), in(all.duplicate),
                 in(all.not_sent), all.rtt.min().count(), all.rtt.percentile(0.5).count(),
                 all.rtt.percentile(0.95).count(), all.rtt.max().count(),
                 std::span<const std::uint8_t>(histogram));
}

}  // namespace traypulse::store
