// How long what is kept, and how large the file may become. Internal to agent/store but for the
// settings.
#pragma once

#include <cstdint>
#include <string>

#include "agent/store/database.h"
#include "agent/store/retention_settings.h"
#include "agent/store/rollup.h"

namespace traypulse::store {

/// One thread. Each step is a transaction of its own and short.
class Retention {
 public:
    Retention(Database& db, std::string path, const RetentionSettings& settings);
    void set(const RetentionSettings& settings);
    /// Removes what is too old, at most an hour's (of hours: a month's) of each target in a call;
    /// so what a clock that is wrong for minutes makes look old is mostly still there when it is
    /// right again. Call it each minute.
    void expire(WallTime now);
    /// Brings the file below its limit, the oldest samples first, then the oldest minutes, then
    /// hours, intervals and events. At most kMostSteps steps in a call; false: more are needed.
    bool shrink();
    /// Database and write-ahead log together.
    [[nodiscard]] std::uint64_t bytes() const;

 private:
    void expire_table(const char* table, std::int64_t before, std::int64_t at_once);
    bool drop_oldest();
    [[nodiscard]] std::uint64_t used() const;

    Database& db_;
    std::string path_;
    RetentionSettings settings_;
};

}  // namespace traypulse::store
