// The true times of the last echoes, for benchmarks that judge a prober's round-trip times.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/simnet/outbox.h"

namespace traypulse::simnet {

/// A ring; adding never allocates. Nanoseconds of CLOCK_MONOTONIC and CLOCK_REALTIME.
class Recorder {
 public:
    struct Record {
        EchoNote note;
        std::int64_t written = 0;      ///< monotonic, just before the reply's write(2)
        std::int64_t real_offset = 0;  ///< CLOCK_REALTIME minus CLOCK_MONOTONIC at that moment
    };

    void resize(std::size_t most) {
        ring_.assign(most, {});
        added_ = 0;
    }
    [[nodiscard]] bool on() const { return !ring_.empty(); }
    void add(const Record& record) { ring_[added_++ % ring_.size()] = record; }

    /// A line for each echo: address id seq seen_mono written_mono seen_real written_real, all in
    /// ns; oldest first. Then starts anew. Returns an error's text, or nothing.
    std::string dump(const std::string& path);

 private:
    std::vector<Record> ring_;
    std::uint64_t added_ = 0;
};

}  // namespace traypulse::simnet
