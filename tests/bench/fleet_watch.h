// The runtime and the network around an engine with many targets, in virtual time. What the engine
// takes is measured, and nothing else.
#pragma once

#include <array>
#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "agent/engine/engine.h"
#include "tests/simulation/model/event_queue.h"
#include "tests/support/simnet/random.h"

namespace traypulse::bench {

/// Of this thread: who else is at work on the machine does not count.
Nanoseconds processor_time();

class FleetWatch {
 public:
    /// A router, `targets` - 1 others that are asked each 2 s, and two anchors that nobody sees.
    /// `families`: they are names with addresses of both, so that there are twice as many streams.
    FleetWatch(std::uint32_t targets, bool families);

    void set_loss(double share) { loss_ = share; }
    /// Every tenth, but never the router.
    void kill_a_tenth() { dead_ = true; }
    void run_for(Nanoseconds time);
    void run_for_results(std::uint64_t count);
    /// Of the engine, since this was asked last; the reading of the clock taken off.
    std::chrono::duration<double, std::nano> take_spent();
    std::uint64_t take_results() { return std::exchange(results_, 0); }
    /// Exactly what is dead is called down.
    [[nodiscard]] bool judged_rightly();

 private:
    using Input = std::function<void(Engine&, Instant)>;
    struct Line {
        std::array<std::uint32_t, 2> generation{};  ///< of its stream, and of its bursts
        std::uint32_t left = 0;                     ///< of the burst
        Nanoseconds pause{}, timeout{};             ///< in the burst
        bool addressed = false;
        bool dies = false;  ///< with its tenth
    };
    [[nodiscard]] Instant now() const {
        return {now_,
                WallTime(std::chrono::duration_cast<WallTime::duration>(now_.time_since_epoch()))};
    }
    Line& line(TargetId id) {
        if (lines_.size() <= id.value) lines_.resize(id.value + 1);
        return lines_[id.value];
    }
    std::uint32_t& generation(TargetId id, ProbeSource source) {
        return line(id).generation[source == ProbeSource::stream ? 0 : 1];
    }
    template <class Do>
    void engine_does(const Do& what) {
        const auto began = processor_time();
        what();
        spent_ += processor_time() - began;
        ++looks_;
    }
    void input(Input what);
    void carry_out(const Effect& effect);
    void start(TargetId id);
    void plan(TargetId id, ProbeSource source, model::Event::What what, Nanoseconds after);
    void send(model::Event event);
    void deliver(const model::Event& event);

    std::uint32_t targets_;
    Nanoseconds spread_;
    MonoTime now_{std::chrono::hours(1)};
    std::optional<Engine> engine_;
    std::optional<MonoTime> deadline_;
    model::EventQueue events_;
    std::deque<Input> inputs_;
    bool busy_ = false;
    bool watching_ = false;
    std::vector<Line> lines_;
    simnet::Random random_{1};
    double loss_ = 0;
    bool dead_ = false;
    Nanoseconds spent_{};
    std::uint64_t looks_ = 0;  ///< at the clock, in pairs
    std::uint64_t results_ = 0;
};

}  // namespace traypulse::bench
