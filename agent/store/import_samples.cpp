#include "agent/store/import_samples.h"

#include <algorithm>
#include <string>

#include "agent/store/sample_block.h"
#include "agent/store/schema.h"

namespace traypulse::store {
namespace {

constexpr std::int64_t kMicrosOfMinute = 60'000'000;
constexpr std::int64_t kMinutesOfHour = 60;
/// Each takes some 0.1 ms.
constexpr int kHoursAtOnce = 200;

std::int64_t micros_of(const Sample& sample) { return sample.time.time_since_epoch().count(); }

}  // namespace

ImportSamples::ImportSamples(Database& db)
    : db_(db),
      find_block_(db.prepare("SELECT samples FROM sample_block WHERE slot = ?1")),
      write_block_(db.prepare("REPLACE INTO sample_block (slot, samples) VALUES (?1, ?2)")),
      recent_(db.prepare("SELECT s.time, s.answer, s.rtt, a.outcome FROM recent_sample s "
                         "JOIN answer a ON a.id = s.answer "
                         "WHERE s.target = ?1 AND s.time >= ?2 AND s.time < ?3")),
      minute_(db.prepare("SELECT " + std::string(kRollupColumns) +
                         " FROM minute_rollup WHERE slot = ?1")),
      hour_(db.prepare("SELECT " + std::string(kRollupColumns) +
                       " FROM hour_rollup WHERE slot = ?1")),
      minutes_of_hour_(db.prepare("SELECT " + std::string(kRollupColumns) +
                                  " FROM minute_rollup WHERE slot >= ?1 AND slot < ?2")),
      forget_minute_(db.prepare("DELETE FROM minute_rollup WHERE slot = ?1")),
      forget_hour_(db.prepare("DELETE FROM hour_rollup WHERE slot = ?1")),
      minutes_(db, RollupTable::Level::minute),
      hours_(db, RollupTable::Level::hour),
      answers_(db) {
    auto rows = db.prepare("SELECT id, outcome FROM answer");
    while (rows.step()) outcomes_.emplace(rows.number(0), static_cast<Outcome>(rows.number(1)));
}

void ImportSamples::put(std::int64_t target, const Sample& sample) {
    target_ = target;
    unit_ = micros_of(sample) / kMicrosOfMinute;
    const auto answer = answers_.row_of(sample);
    outcomes_.emplace(answer, sample.outcome);
    pending_.push_back({sample, answer});
}

ImportSamples::Counts ImportSamples::flush() {
    Counts out;
    if (pending_.empty()) return out;
    const auto begin = unit_ * kMicrosOfMinute;
    const auto slot = slot_of(target_, unit_);
    std::vector<BlockSample> block;
    if (find_block_.find(slot)) {
        auto there = decode_block(find_block_.bytes(0));
        find_block_.reset();
        if (!there) throw Failure(Trouble::damaged, there.error().what);
        block = std::move(there).value();
    }
    // How often each is there; one that comes again is another only beyond that.
    using Same = std::tuple<std::int64_t, std::int64_t, std::int64_t>;
    std::map<Same, std::uint64_t> there;
    for (const auto& s : block) ++there[{s.offset.count(), s.answer, s.rtt.count()}];
    for (bool more = recent_.find(target_, begin, begin + kMicrosOfMinute); more;
         more = recent_.step())
        ++there[{recent_.number(0) - begin, recent_.number(1), recent_.number(2)}];
    recent_.reset();
    for (const auto& [sample, id] : pending_) {
        const auto offset = micros_of(sample) - begin;
        const auto known = there.find({offset, id, sample.rtt.value.count()});
        if (known != there.end() && known->second > 0) {
            --known->second;
            ++out.known;
            continue;
        }
        ++out.added;
        block.push_back(
            {std::chrono::microseconds(offset), static_cast<std::uint32_t>(id), sample.rtt.value});
    }
    pending_.clear();
    hours_to_settle_.insert(slot_of(target_, unit_ / kMinutesOfHour));
    if (out.added == 0) return out;
    std::stable_sort(block.begin(), block.end(),
                     [](const auto& a, const auto& b) { return a.offset < b.offset; });
    const auto bytes = encode_block(block);
    write_block_.run(slot, std::span<const std::uint8_t>(bytes));
    Rollup all;
    for (const auto& s : block) {
        const auto outcome = outcomes_.find(s.answer);
        if (outcome == outcomes_.end())
            throw Failure(Trouble::damaged, "a sample's answer is not in the history");
        all.add(outcome->second, s.rtt);
    }
    if (all.total() > stored(false, slot).total()) replace(false, slot, all);
    return out;
}

Rollup ImportSamples::recent(std::int64_t target, std::int64_t from, std::int64_t until) {
    Rollup out;
    for (bool more = recent_.find(target, from, until); more; more = recent_.step())
        out.add(static_cast<Outcome>(recent_.number(3)), Nanoseconds(recent_.number(2)));
    recent_.reset();
    return out;
}

Rollup ImportSamples::stored(bool hour, std::int64_t slot) {
    auto& find = hour ? hour_ : minute_;
    Rollup out;
    if (find.find(slot)) out = rollup_of(find);
    find.reset();
    return out;
}

void ImportSamples::replace(bool hour, std::int64_t slot, const Rollup& rollup) {
    (hour ? forget_hour_ : forget_minute_).run(slot);
    (hour ? hours_ : minutes_).merge(slot, rollup);
}

ImportSamples::RollupVerdict ImportSamples::put(std::int64_t target, const RollupRow& row) {
    const auto slot = slot_of(target, row.unit);
    // Also where it is known: an import that was killed has left its hour behind.
    if (!row.hour) hours_to_settle_.insert(slot_of(target, row.unit / kMinutesOfHour));
    const auto width = kMicrosOfMinute * (row.hour ? kMinutesOfHour : 1);
    const auto waiting = recent(target, row.unit * width, (row.unit + 1) * width).total();
    if (stored(row.hour, slot).total() + waiting >= row.rollup.total()) return RollupVerdict::known;
    // What waits in the journal will be added, and may be among these already.
    if (waiting > 0) return RollupVerdict::wait;
    replace(row.hour, slot, row.rollup);
    return RollupVerdict::added;
}

bool ImportSamples::settle() {
    for (int n = 0; n < kHoursAtOnce && !hours_to_settle_.empty(); ++n) {
        const auto slot = *hours_to_settle_.begin();
        hours_to_settle_.erase(hours_to_settle_.begin());
        const auto first = slot_of(target_of(slot), unit_of(slot) * kMinutesOfHour);
        Rollup all;
        for (bool more = minutes_of_hour_.find(first, first + kMinutesOfHour); more;
             more = minutes_of_hour_.step())
            all.merge(rollup_of(minutes_of_hour_));
        minutes_of_hour_.reset();
        if (all.total() > stored(true, slot).total()) replace(true, slot, all);
    }
    return !hours_to_settle_.empty();
}

bool ImportSamples::has(std::int64_t target, const RollupRow& row) {
    const auto width = kMicrosOfMinute * (row.hour ? kMinutesOfHour : 1);
    return stored(row.hour, slot_of(target, row.unit)).total() +
               recent(target, row.unit * width, (row.unit + 1) * width).total() >=
           row.rollup.total();
}

}  // namespace traypulse::store
