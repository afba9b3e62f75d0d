// The table `answer`: outcome, TTL and responder, which thousands of samples have in common.
// Internal to agent/store.
#pragma once

#include <cstdint>
#include <map>
#include <tuple>

#include "agent/store/database.h"
#include "agent/store/sample.h"

namespace traypulse::store {

/// One thread; every call within a transaction of the caller's.
class AnswerTable {
 public:
    explicit AnswerTable(Database& db);
    /// Its row, which is made where there is none.
    std::int64_t row_of(const Sample& sample);

 private:
    Database& db_;
    Statement find_, insert_;
    std::map<std::tuple<Outcome, Ttl, IpAddress>, std::int64_t> known_;
};

}  // namespace traypulse::store
