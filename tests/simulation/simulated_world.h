// A world for the engine to watch: targets that answer or don't, in virtual time. It carries out
// the engine's wishes as the runtime and the helper would, and keeps what a person was told.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <random>
#include <string>
#include <vector>

#include "agent/engine/engine.h"

namespace traypulse::simulation {

/// How one target behaves now. Change it between runs.
struct Behaviour {
    Nanoseconds rtt = std::chrono::milliseconds(20);
    double loss = 0;  ///< 0..1, independent from request to request
    bool answers = true;
    int local_error = 0;       ///< errno: this machine refuses to send
    bool unreachable = false;  ///< a router answers with host unreachable instead of silence
    /// What a service says at once instead of a good answer.
    std::optional<CheckOutcome> says{};
    std::string warning{};  ///< of a service that is well
};

class World {
 public:
    explicit World(EngineSettings settings, std::uint64_t seed = 1);

    Behaviour& operator[](const std::string& target) { return behaviours_[target]; }
    /// Lets time pass.
    void run_for(Nanoseconds duration);
    /// Runs until `done`, at most for `limit`; returns whether it was.
    bool run_until(const std::function<bool()>& done, Nanoseconds limit);
    /// Gives the engine an input at the present moment and carries out what it wants.
    void input(const std::function<void(Instant)>& what);
    /// A person's word.
    void say(const Command& command) {
        input([&](Instant at) { engine_->apply(at, command); });
    }

    void helper_dies();
    void helper_returns();
    void sleeps_for(Nanoseconds duration);
    void link(bool up);
    void step_wall_clock(Nanoseconds by) { wall_offset_ += by; }

    [[nodiscard]] Instant now() const;
    [[nodiscard]] Snapshot look() { return engine_->snapshot(now()); }
    [[nodiscard]] TargetId id_of(const std::string& target) { return look().find(target)->id; }
    [[nodiscard]] TargetState state(const std::string& target) {
        return look().find(target)->state;
    }
    [[nodiscard]] Engine& engine() { return *engine_; }

    struct Told {
        Nanoseconds at;  ///< since the beginning
        Notice notice;
    };
    [[nodiscard]] const std::vector<Told>& told() const { return told_; }
    /// "outage: Shop is down", in order.
    [[nodiscard]] std::vector<std::string> titles() const;
    [[nodiscard]] const std::vector<Effect>& effects() const { return effects_; }
    [[nodiscard]] Nanoseconds elapsed() const { return now_.time_since_epoch() - kBegin; }
    [[nodiscard]] std::uint64_t requests(const std::string& target) const;

 private:
    static constexpr Nanoseconds kBegin = std::chrono::hours(1);
    struct Stream {
        std::uint64_t generation = 0;  ///< what belongs to an older one is dropped
        bool running = false;
        int left = 0;  ///< of a burst
        Nanoseconds interval{}, timeout{};
        std::uint32_t sequence = 0;
    };
    struct Event {
        MonoTime at;
        std::uint64_t order = 0;
        std::function<void()> run;
        bool operator>(const Event& o) const {
            return std::pair(at, order) > std::pair(o.at, o.order);
        }
    };
    void schedule(Nanoseconds after, std::function<void()> run);
    void carry_out(const Effect& effect);
    void begin(TargetId id, ProbeSource source, int count, Nanoseconds interval,
               Nanoseconds timeout);
    bool alive(TargetId id) const;
    void ask(TargetId id, ProbeSource source, const Behaviour& behaviour, bool lost);
    void check(TargetId id, ProbeSource source, const Behaviour& behaviour, bool lost);
    void send(TargetId id, ProbeSource source, std::uint64_t generation);
    Stream& stream(TargetId id, ProbeSource source) { return streams_[{id, source}]; }

    std::mt19937_64 random_;
    MonoTime now_{kBegin};
    Nanoseconds wall_offset_{};
    std::map<std::string, Behaviour> behaviours_;
    std::map<std::pair<TargetId, ProbeSource>, Stream> streams_;
    std::map<std::string, std::uint64_t> requests_;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
    std::uint64_t order_ = 0;
    bool helper_alive_ = true;
    std::vector<Told> told_;
    std::vector<Effect> effects_;
    std::optional<Engine> engine_;
};

/// A target with the defaults, at a made-up address.
TargetSpec target(const std::string& name, TargetRole role = TargetRole::ordinary);
/// A service at its kind's own pace: "https://…", "tcp://…".
TargetSpec service(const std::string& name, CheckKind kind);
/// Router, two anchors, a shop, an office: what a first configuration and two of one's own look
/// like.
EngineSettings home();
/// The same asked so rarely: for days that have to pass.
EngineSettings seldom(EngineSettings settings, Nanoseconds interval = std::chrono::minutes(1));

}  // namespace traypulse::simulation
