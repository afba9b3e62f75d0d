// The tables of history.db and how older ones become today's. Internal to agent/store.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "agent/store/database.h"

namespace traypulse::store {

/// One step: from the version before to this one.
struct Migration {
    std::int64_t version = 0;  ///< 1, 2, 3, …; PRAGMA user_version afterwards
    const char* sql = nullptr;
};
/// All of them, in order. What has been released is never changed, only added to.
std::span<const Migration> migrations();

/// What people ask with sqlite3: made anew whenever a version changes, for no row is in them.
const char* views_sql();

/// The file's version becomes that of the last step, each step in a transaction of its own: what is
/// interrupted goes on from there the next time. Throws Failure: Trouble::newer where the file is
/// of a later version than the last step.
void migrate(Database& db, std::span<const Migration> steps, const std::string& views);

/// A connection that writes, as the store needs it, at today's version.
Database open_for_writing(const std::string& path);

/// Rows of samples and rollups have one number for target and time, which keeps those of a target
/// together on disk: target × 2³² + minutes (or hours) since 1970.
[[nodiscard]] constexpr std::int64_t slot_of(std::int64_t target, std::int64_t unit) {
    return (target << 32) + unit;
}
[[nodiscard]] constexpr std::int64_t unit_of(std::int64_t slot) { return slot & 0xffffffff; }
[[nodiscard]] constexpr std::int64_t target_of(std::int64_t slot) { return slot >> 32; }

}  // namespace traypulse::store
