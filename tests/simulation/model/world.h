// The real engine in a made-up world, in virtual time: carries out its wishes as runtime and helper
// would, and keeps what a person was told.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/engine/engine.h"
#include "tests/simulation/model/event_queue.h"
#include "tests/simulation/model/fate.h"
#include "tests/simulation/model/ledger.h"
#include "tests/simulation/model/network.h"

namespace traypulse::model {

/// 2026-01-05 12:00 UTC, a Monday: any moment will do, as long as it is the same in each run.
inline constexpr std::chrono::seconds kWallBegin{1767614400};

class World {
 public:
    struct Listener {
        std::function<void(const Effect&)> effect;
        std::function<void()> after_input;  ///< all that came of it is carried out
    };
    World(Network network, EngineSettings settings, std::uint64_t seed, Listener listener,
          std::string canary = "example.com", std::chrono::seconds wall_begin = kWallBegin);
    World(const World&) = delete;

    /// Lets time pass until so long after the beginning.
    void run_to(Nanoseconds elapsed);
    /// Until `done`, at most to `limit`; returns whether it was.
    bool run_until(const std::function<bool()>& done, Nanoseconds limit);

    /// The kernel tells of it a moment later.
    void change(const std::function<void(Network&)>& how);
    void helper_dies();
    void helper_returns();
    void sleep(Nanoseconds duration);
    void step_clock(Nanoseconds by);
    /// The agent ends now and begins again later, with what the last one had saved.
    void restart(Nanoseconds away);
    void apply(const Command& command);
    void configure(const EngineSettings& settings);
    void pace(unsigned factor, const std::string& why);

    [[nodiscard]] Instant now() const;
    /// Since the beginning; time asleep is not in it.
    [[nodiscard]] Nanoseconds elapsed() const { return now_.time_since_epoch() - kBegin; }
    /// nullptr while the agent does not run.
    [[nodiscard]] Engine* engine() { return engine_.get(); }
    [[nodiscard]] const Network& network() const { return network_; }
    [[nodiscard]] const Ledger& ledger() const { return ledger_; }
    [[nodiscard]] const EngineSettings& settings() const { return settings_; }
    /// What no engine may do, as far as the world sees it.
    [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; }
    [[nodiscard]] std::uint64_t results() const { return results_; }

 private:
    static constexpr Nanoseconds kBegin = std::chrono::hours(1);
    struct Stream {
        std::uint32_t generation = 0;  ///< what belongs to an older one is dropped
        bool running = false;
        int left = 0;  ///< of a burst
        std::uint32_t sequence = 0;
        Nanoseconds interval{}, timeout{};
    };
    /// What the runtime keeps of a target.
    struct Line {
        TargetSpec spec;
        bool wanted = false;
        bool looking_up = false;
        std::uint32_t refresh = 0;  ///< an older one is dropped
        std::optional<IpAddress> address;
        Destination to;
        std::uint64_t to_version = 0;  ///< of the network when `to` was found
        Stream stream, burst;
    };
    struct Saved {
        std::map<std::uint32_t, OutageRecord> outages;
        std::map<std::string, NetworkMemory> networks;
        PauseState pauses;
    };

    void input(const std::function<void(Engine&, Instant)>& what);
    void drain();
    std::optional<MonoTime> engine_deadline();
    void carry_out(const Effect& effect);
    void begin_agent();
    void after(Nanoseconds wait, std::function<void(Engine&)> run);
    void tell_network();
    void watch_neighbour();

    Line& line(TargetId id);
    Stream& stream(Line& l, ProbeSource source) {
        return source == ProbeSource::stream ? l.stream : l.burst;
    }
    const Destination& destination(Line& l);
    void start(TargetId id);
    void stop(Line& l);
    void begin(TargetId id, ProbeSource source, int count, Nanoseconds interval,
               Nanoseconds timeout);
    void handle(const Event& event);
    void send(const Event& event);
    void ask(const Event& event, Line& l, Stream& s);
    void check(const Event& event, Line& l, const Stream& s);
    void deliver(const Event& event);

    void lookup(TargetId id);
    void looked_up(TargetId id, const std::string& host);
    void adopt(TargetId id, std::vector<IpAddress> addresses);
    void refresh(TargetId id, Nanoseconds wait);
    void canary();
    [[nodiscard]] std::vector<IpAddress> addresses_of(const std::string& host) const;

    void inquire(const effect::Inquire& asked);
    void trace_first_hops();

    Network network_;
    std::uint64_t version_ = 1;  ///< of the network
    EngineSettings settings_;
    Carrier carrier_;
    Listener listener_;
    std::string canary_;
    std::chrono::seconds wall_begin_;
    MonoTime now_{kBegin};
    Nanoseconds wall_offset_{};
    EventQueue events_;
    std::unique_ptr<Engine> engine_;
    std::uint32_t turn_ = 0;   ///< numbers the streams of all runs of the agent
    std::uint32_t run_ = 0;    ///< of the agent; what was planned in an older one is dropped
    std::vector<Line> lines_;  ///< by target id
    NetworkFacts told_facts_;
    bool told_any_ = false;
    bool neighbour_failed_ = false;
    std::uint32_t neighbour_watch_ = 0;
    bool helper_alive_ = true;
    std::optional<MonoTime> deadline_;  ///< the engine's, unless stale
    bool deadline_stale_ = true;
    int overdue_ = 0;  ///< ticks in a row that left a deadline in the past
    std::uint64_t results_ = 0;
    Ledger ledger_;
    std::vector<std::string> faults_;
    Saved saved_;
};

}  // namespace traypulse::model
