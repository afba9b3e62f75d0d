// Checks other than echo requests, each at its target's pace, and bursts of re-checks beside them.
#pragma once

#include <uv.h>

#include <deque>
#include <functional>
#include <map>
#include <memory>

#include "agent/engine/effect.h"
#include "agent/engine/target_monitor.h"
#include "agent/probes/check.h"
#include "shared/uv_handle.h"

namespace traypulse::runtime {

/// Loop thread only. The name's look-up is the owner's: a stream is told its address.
class CheckStreams {
 public:
    struct Listener {
        /// It began `age` ago.
        std::function<void(TargetId, ProbeSource, const CheckOutcome&, Nanoseconds age)> outcome;
        std::function<void(TargetId)> recheck_ended;
    };
    using Make = std::function<std::unique_ptr<Check>(CheckRequest)>;
    CheckStreams(uv_loop_t* loop, Make make, Listener listener);

    /// The first check at once, then each interval. Replaces the stream that runs.
    void begin(TargetId id, const TargetSpec& spec, const IpAddress& address);
    /// Nothing is heard of it any more, nor of its burst.
    void end(TargetId id);
    /// Of a target whose stream runs; replaces a burst. Its end is told even where no check of it
    /// could be made.
    void recheck(const effect::Recheck& order);
    void stop_recheck(TargetId id);

    /// More than this at once wait for their turn: each holds a descriptor or two of the 1,024 that
    /// a session's process has.
    static constexpr std::size_t kMostAtOnce = 256;

 private:
    struct Ticket {
        TargetId target;
        ProbeSource source = ProbeSource::stream;
        std::uint32_t generation = 0;  ///< of the stream or burst that wanted it
    };
    struct Running {
        Ticket ticket;
        std::unique_ptr<Check> check;
        std::uint64_t began_ns = 0;
    };
    struct Burst {
        uv::Timer timer;
        int to_begin = 0;
        int to_end = 0;
        Nanoseconds timeout{};
        std::uint32_t generation = 0;
    };
    struct Stream {
        TargetSpec spec;
        IpAddress address;
        uv::Timer timer;
        std::uint64_t next_ns = 0;  ///< on the interval's grid
        bool waiting = false;       ///< its last check has no outcome yet
        std::uint32_t generation = 0;
        std::unique_ptr<Burst> burst;
    };
    void tick(TargetId id);
    void burst_tick(TargetId id);
    void want(const Ticket& ticket);
    void run_waiting();
    void launch(const Ticket& ticket);
    void ended(std::uint64_t number);
    [[nodiscard]] bool valid(const Ticket& ticket) const;
    void drop(TargetId id, std::optional<ProbeSource> source);

    uv_loop_t* loop_;
    Make make_;
    Listener listener_;
    std::map<TargetId, Stream> streams_;
    std::map<std::uint64_t, Running> running_;
    std::deque<Ticket> queue_;
    std::uint64_t next_number_ = 1;
    std::uint32_t next_generation_ = 1;
};

}  // namespace traypulse::runtime
