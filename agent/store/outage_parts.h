// What an outage has many of: affected targets and evidence. Internal to agent/store.
#pragma once

#include <cstdint>

#include "agent/engine/outage_record.h"
#include "agent/store/database.h"

namespace traypulse::store {

/// One thread.
class OutageParts {
 public:
    explicit OutageParts(Database& db);
    /// In the place of those that the row `outage` had.
    void write(std::int64_t outage, const OutageRecord& record);

 private:
    Statement forget_targets_, forget_evidence_, add_target_, add_evidence_;
};

}  // namespace traypulse::store
