// Outcomes in the order of the requests: an answer overtakes the time-out of an older request.
#pragma once

#include <deque>
#include <functional>
#include <optional>

#include "agent/engine/metrics/sample.h"

namespace traypulse::metrics {

/// Holds an outcome back until every earlier request of the stream is decided. Pure.
class Sequencer {
 public:
    /// So many requests may be under way: a timeout of 40 s at one each 10 ms. Bounds the memory.
    static constexpr std::size_t kMostWaiting = 4096;
    /// How much later than its timeout an outcome may come: the helper's tick, a busy machine.
    static constexpr Nanoseconds kSlack = std::chrono::milliseconds(100);

    /// `gap`: what follows has nothing to do with what was before.
    struct Outlet {
        std::function<void(const Sample&)> sample;
        std::function<void()> gap;
        std::function<void()> restart;  ///< a gap, and what follows counts from 0 again
    };
    /// A final outcome (not late, not duplicate). A second one for the same request means that
    /// a new stream began and counts from 0 again.
    void add(const Sample& sample, const Outlet& out);
    /// The stream ends here; what was held back comes out.
    void flush(const Outlet& out);

 private:
    void release(MonoTime now, const Outlet& out);
    void place(const Sample& sample);
    void find_decided();

    std::uint64_t front_ = 0;  ///< the sequence of waiting_[0]
    bool begun_ = false;       ///< something came out: nothing before front_ can come any more
    std::deque<std::optional<Sample>> waiting_;
    /// One that is decided, not always the first: so that a long row of open ones is not searched
    /// again for each that is decided.
    std::size_t decided_ = 0;
};

}  // namespace traypulse::metrics
