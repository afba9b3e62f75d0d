#include "agent/store/journal.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "agent/store/sample_block.h"
#include "agent/store/schema.h"

namespace traypulse::store {
namespace {

constexpr std::int64_t kMinute = 60'000'000;  // µs
constexpr std::int64_t kMinutesPerHour = 60;

/// Before 1970 there is no slot: a clock that far off has lost its battery.
std::int64_t time_of(const Sample& sample) {
    return std::max<std::int64_t>(sample.time.time_since_epoch().count(), 0);
}

}  // namespace

/// Samples of one slot, and what they come to.
struct Journal::Packing {
    std::int64_t target = -1;
    std::int64_t unit = -1;  ///< minute or hour since 1970
    std::vector<BlockSample> samples;
    Rollup rollup;
};

Journal::Journal(Database& db)
    : db_(db),
      insert_(db.prepare(
          "INSERT INTO recent_sample (target, time, answer, rtt) VALUES (?1, ?2, ?3, ?4)")),
      select_(db.prepare("SELECT s.target, s.time, s.answer, s.rtt, a.outcome FROM recent_sample s "
                         "JOIN answer a ON a.id = s.answer WHERE s.time < ?1 OR s.time >= ?2 "
                         "ORDER BY s.target, s.time, s.id")),
      forget_(db.prepare("DELETE FROM recent_sample WHERE time < ?1 OR time >= ?2")),
      find_block_(db.prepare("SELECT samples FROM sample_block WHERE slot = ?1")),
      write_block_(db.prepare("REPLACE INTO sample_block (slot, samples) VALUES (?1, ?2)")),
      minutes_(db, RollupTable::Level::minute),
      hours_(db, RollupTable::Level::hour),
      answers_(db),
      rows_(db.number("SELECT count(*) FROM recent_sample")) {}

void Journal::add(std::int64_t target, const Sample& sample) {
    const auto rtt = std::max<std::int64_t>(sample.rtt.value.count(), 0);
    insert_.run(target, time_of(sample), answers_.row_of(sample), rtt);
    ++rows_;
}

bool Journal::due(Instant now) const {
    return rows_ >= kMostRecent || (rows_ > 0 && (!packed_ || now.mono - *packed_ >= kPackEvery));
}

void Journal::pack(Instant now) {
    const auto minute = now.wall.time_since_epoch().count() / kMinute * kMinute;
    const bool all = rows_ >= kMostRecent;
    // Those of the next minute may be of another core's clock; what is later is not of this time.
    const auto until = all ? std::numeric_limits<std::int64_t>::max() : minute;
    const auto from = all ? std::numeric_limits<std::int64_t>::max() : minute + 2 * kMinute;
    Packing of_minute;
    Packing of_hour;
    select_.reset();
    select_.bind(1, until).bind(2, from);
    while (select_.step()) {
        const auto target = select_.number(0);
        const auto time = select_.number(1);
        const auto unit = time / kMinute;
        if (target != of_minute.target || unit != of_minute.unit) {
            write_minute(of_minute);
            of_hour.rollup.merge(of_minute.rollup);
            if (target != of_hour.target || unit / kMinutesPerHour != of_hour.unit) {
                write_hour(of_hour);
                of_hour = {target, unit / kMinutesPerHour, {}, {}};
            }
            of_minute = {target, unit, {}, {}};
        }
        const Nanoseconds rtt(select_.number(3));
        of_minute.samples.push_back({std::chrono::microseconds(time - unit * kMinute),
                                     static_cast<std::uint32_t>(select_.number(2)), rtt});
        of_minute.rollup.add(static_cast<Outcome>(select_.number(4)), rtt);
    }
    write_minute(of_minute);
    of_hour.rollup.merge(of_minute.rollup);
    write_hour(of_hour);
    forget_.run(until, from);
    rows_ -= db_.changed();
    packed_ = now.mono;
}

void Journal::write_minute(const Packing& minute) {
    if (minute.samples.empty()) return;
    const auto slot = slot_of(minute.target, minute.unit);
    auto samples = minute.samples;
    if (find_block_.find(slot)) {
        auto there = decode_block(find_block_.bytes(0));
        find_block_.reset();
        if (!there) throw Failure(Trouble::damaged, there.error().what);
        samples.insert(samples.begin(), there.value().begin(), there.value().end());
        std::stable_sort(samples.begin(), samples.end(),
                         [](const auto& a, const auto& b) { return a.offset < b.offset; });
    }
    const auto block = encode_block(samples);
    write_block_.run(slot, std::span<const std::uint8_t>(block));
    minutes_.merge(slot, minute.rollup);
}

void Journal::write_hour(const Packing& hour) {
    if (hour.target >= 0) hours_.merge(slot_of(hour.target, hour.unit), hour.rollup);
}

}  // namespace traypulse::store
