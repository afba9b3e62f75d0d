#include "agent/store/retention.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <vector>

#include "agent/store/schema.h"

namespace traypulse::store {
namespace {

constexpr std::int64_t kDayMinutes = std::int64_t{24} * 60;
constexpr std::int64_t kDayHours = 24;
constexpr std::int64_t kDayMicros = 86'400'000'000;
/// Of what is dropped in one step.
constexpr std::int64_t kStepMinutes = 60;
constexpr std::int64_t kStepHours = std::int64_t{30} * 24;
/// Down to this share of the limit, so that it is not reached again with the next sample.
constexpr double kLowWater = 0.95;
/// One call is then over in a fraction of a second.
constexpr int kMostSteps = 20;
/// Pages given back to the system in one step: 1 MiB.
constexpr int kVacuumPages = 256;

std::vector<std::int64_t> target_rows(const Database& db) {
    std::vector<std::int64_t> out;
    auto rows = db.prepare("SELECT id FROM target");
    while (rows.step()) out.push_back(rows.number(0));
    return out;
}

/// The oldest unit of any target.
std::optional<std::int64_t> oldest(const Database& db, const std::string& table) {
    std::optional<std::int64_t> out;
    auto first = db.prepare("SELECT slot FROM " + table + " WHERE slot >= ?1 LIMIT 1");
    for (const auto target : target_rows(db)) {
        if (first.find(slot_of(target, 0)) && target_of(first.number(0)) == target) {
            const auto unit = unit_of(first.number(0));
            out = out ? std::min(*out, unit) : unit;
        }
        first.reset();
    }
    return out;
}

std::uint64_t file_bytes(const std::string& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    return error ? 0 : size;
}

}  // namespace

Retention::Retention(Database& db, std::string path, const RetentionSettings& settings)
    : db_(db), path_(std::move(path)) {
    set(settings);
}

void Retention::set(const RetentionSettings& settings) {
    settings_ = settings;
    settings_.most_bytes = std::max(settings_.most_bytes, kLeastBytes);
}

void Retention::expire_table(const char* table, std::int64_t before, std::int64_t at_once) {
    auto first = db_.prepare("SELECT slot FROM " + std::string(table) +
                             " WHERE slot >= ?1 AND slot < ?2 LIMIT 1");
    auto forget =
        db_.prepare("DELETE FROM " + std::string(table) + " WHERE slot >= ?1 AND slot < ?2");
    for (const auto target : target_rows(db_)) {
        if (!first.find(slot_of(target, 0), slot_of(target, before))) continue;
        const auto from = unit_of(first.number(0));
        first.reset();
        forget.run(slot_of(target, from), slot_of(target, std::min(before, from + at_once)));
    }
}

void Retention::expire(WallTime now) {
    const auto us = std::max<std::int64_t>(now.time_since_epoch().count(), 0);
    const auto minute = us / 60'000'000;
    const auto hour = minute / 60;
    const auto ago = [](std::int64_t unit, std::int64_t days, std::int64_t per_day) {
        return std::max<std::int64_t>(unit - days * per_day, 0);
    };
    Transaction transaction(db_);
    expire_table("sample_block", ago(minute, settings_.sample_days, kDayMinutes), kStepMinutes);
    expire_table("minute_rollup", ago(minute, settings_.minute_days, kDayMinutes), kStepMinutes);
    expire_table("hour_rollup", ago(hour, settings_.hour_days, kDayHours), kStepHours);
    const auto before = ago(us, settings_.hour_days, kDayMicros);
    const auto few = " LIMIT 1000)";  // as above: not all at once
    for (const auto& sql :
         {std::string("DELETE FROM state_interval WHERE id IN (SELECT id FROM state_interval "
                      "WHERE ended < ?1"),
          std::string("DELETE FROM event WHERE id IN (SELECT id FROM event WHERE time < ?1"),
          std::string("DELETE FROM outage WHERE id IN (SELECT id FROM outage WHERE ended < ?1")})
        db_.prepare(sql + few).run(before);
    for (const char* part : {"outage_target", "outage_evidence"})
        db_.execute("DELETE FROM " + std::string(part) +
                    " WHERE outage NOT IN (SELECT id FROM outage)");
    // Of a target that went and has nothing left, nobody needs the name.
    db_.prepare(
           "DELETE FROM target WHERE removed < ?1 AND NOT EXISTS (SELECT 1 FROM hour_rollup "
           "WHERE slot BETWEEN target.id << 32 AND (target.id << 32) + 4294967295)")
        .run(before);
    transaction.commit();
}

std::uint64_t Retention::used() const {
    const auto pages = db_.number("PRAGMA page_count") - db_.number("PRAGMA freelist_count");
    return static_cast<std::uint64_t>(pages * db_.number("PRAGMA page_size"));
}

std::uint64_t Retention::bytes() const { return file_bytes(path_) + file_bytes(path_ + "-wal"); }

bool Retention::drop_oldest() {
    struct Stage {
        const char* table;
        std::int64_t step;
    };
    for (const auto& stage :
         {Stage{"sample_block", kStepMinutes}, Stage{"minute_rollup", kStepMinutes},
          Stage{"hour_rollup", kStepHours}}) {
        const auto from = oldest(db_, stage.table);
        if (!from) continue;
        Transaction transaction(db_);
        auto forget = db_.prepare("DELETE FROM " + std::string(stage.table) +
                                  " WHERE slot >= ?1 AND slot < ?2");
        for (const auto target : target_rows(db_))
            forget.run(slot_of(target, *from), slot_of(target, *from + stage.step));
        transaction.commit();
        return true;
    }
    // Only where every target changes its state all the time for years.
    for (const char* table : {"state_interval", "event"}) {
        Transaction transaction(db_);
        db_.execute("DELETE FROM " + std::string(table) + " WHERE id IN (SELECT id FROM " + table +
                    " ORDER BY id LIMIT 1000)");
        const bool some = db_.changed() > 0;
        transaction.commit();
        if (some) return true;
    }
    return false;
}

bool Retention::shrink() {
    // The log grows to some 4 MiB between two checkpoints; the rest is the tables'.
    const auto limit = settings_.most_bytes;
    const auto page = static_cast<std::uint64_t>(db_.number("PRAGMA page_size"));
    const auto whole = [&] {
        return static_cast<std::uint64_t>(db_.number("PRAGMA page_count")) * page;
    };
    const auto tables = limit - std::min(limit / 4, std::uint64_t{8} << 20);
    if (whole() <= tables && bytes() <= limit) return true;
    const auto low = static_cast<std::uint64_t>(static_cast<double>(tables) * kLowWater);
    for (int step = 0; step < kMostSteps; ++step) {
        if (used() > low) {
            if (!drop_oldest()) break;
        } else if (whole() > tables) {
            db_.execute("PRAGMA incremental_vacuum(" + std::to_string(kVacuumPages) + ")");
        } else {
            // What remains is the log, which ends with a checkpoint that no reader is in the way
            // of.
            if (bytes() > limit) db_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            return true;
        }
    }
    return whole() <= tables;
}

}  // namespace traypulse::store
