// Whether the resolvers fail, or only one name's own servers: judged by look-ups of different
// names.
#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "agent/engine/judging.h"

namespace traypulse {

/// Pure value.
class ResolverHealth {
 public:
    /// One look-up ended. "No such name" is an answer.
    void on_lookup(const std::string& host, bool answered) {
        any_ = true;
        if (answered) {
            failed_.clear();
            failures_ = 0;
            return;
        }
        failed_.insert(host);
        ++failures_;
    }
    /// What was seen belongs to another network.
    void reset() { *this = ResolverHealth{}; }

    [[nodiscard]] bool failing() const {
        return failed_.size() >= judging::kDnsNames || failures_ >= judging::kDnsFailures;
    }
    [[nodiscard]] bool any() const { return any_; }
    [[nodiscard]] bool last_answered() const { return failures_ == 0; }

 private:
    std::set<std::string> failed_;  ///< since the last answer
    int failures_ = 0;
    bool any_ = false;
};

}  // namespace traypulse
