// Outages with all that is known of them. Internal to agent/store.
#pragma once

#include <cstdint>

#include "agent/engine/outage_record.h"
#include "agent/store/database.h"
#include "agent/store/outage_parts.h"

namespace traypulse::store {

/// One thread.
class OutageTable {
 public:
    explicit OutageTable(Database& db);
    /// In the place of what was known of it. The same is: the same number, and it lasted until now
    /// or began at the same moment; for numbers begin anew in a new state directory.
    void put(const OutageRecord& record);

 private:
    Database& db_;
    Statement find_, insert_, update_;
    OutageParts parts_;
};

}  // namespace traypulse::store
