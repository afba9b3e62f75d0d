#include "tests/simulation/model/world.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "shared/overloaded.h"

namespace traypulse::model {
namespace {

using namespace std::chrono_literals;

/// From a change of the network to the kernel's message about it.
constexpr Nanoseconds kKernelTells = 50ms;
/// A neighbour that is asked three times in vain, a second each, after the five of DELAY
/// (RFC 4861 §10).
constexpr Nanoseconds kNeighbourFails = 8s;
/// So many ticks in a row may leave their deadline where it is.
constexpr int kMostOverdue = 10;
/// When a network that works is traced, so that its first routers are known later.
constexpr Nanoseconds kFirstHopsAfter = 20s;

std::string utc_clock(WallTime t) {
    const auto minutes =
        std::chrono::duration_cast<std::chrono::minutes>(t.time_since_epoch()).count();
    char text[8];
    std::snprintf(text, sizeof text, "%02d:%02d", static_cast<int>(minutes / 60 % 24),
                  static_cast<int>(minutes % 60));
    return text;
}

}  // namespace

World::World(Network network, EngineSettings settings, std::uint64_t seed, Listener listener,
             std::string canary, std::chrono::seconds wall_begin)
    : network_(std::move(network)),
      settings_(std::move(settings)),
      carrier_(network_, seed),
      listener_(std::move(listener)),
      canary_(std::move(canary)),
      wall_begin_(wall_begin) {
    begin_agent();
}

void World::begin_agent() {
    ++run_;
    lines_.clear();
    told_any_ = false;
    deadline_stale_ = true;
    engine_ = std::make_unique<Engine>(now(), settings_, utc_clock);
    for (const auto& t : settings_.targets) ledger_.enter(t.name, TargetState::unknown, elapsed());
    std::vector<OutageRecord> open;
    std::uint32_t last = 0;
    for (const auto& [id, record] : saved_.outages) {
        last = std::max(last, id);
        if (!record.ended) open.push_back(record);
    }
    std::vector<NetworkMemory> networks;
    for (const auto& [id, memory] : saved_.networks) networks.push_back(memory);
    input([&](Engine& e, Instant at) {
        e.restore_networks(std::move(networks));
        e.restore_outages(at, std::move(open), last);
        e.restore(at, saved_.pauses);
    });
    tell_network();
    if (helper_alive_) input([](Engine& e, Instant at) { e.on_channel_ready(at, "helper"); });
    if (!canary_.empty()) canary();
}

void World::restart(Nanoseconds away) {
    saved_.pauses = engine_->pauses();
    ++run_;
    engine_.reset();
    ledger_.close(elapsed());
    events_.plan(now_ + away, [this] { begin_agent(); });
}

Instant World::now() const {
    const auto elapsed_wall = elapsed() + wall_offset_;
    return {now_, WallTime(wall_begin_) +
                      std::chrono::duration_cast<std::chrono::microseconds>(elapsed_wall)};
}

void World::input(const std::function<void(Engine&, Instant)>& what) {
    if (!engine_) return;
    what(*engine_, now());
    drain();
}

// Asked for once after each input: to the engine nothing happens in between.
std::optional<MonoTime> World::engine_deadline() {
    if (!engine_) return std::nullopt;
    if (std::exchange(deadline_stale_, false)) deadline_ = engine_->next_deadline(now());
    return deadline_;
}

void World::step_clock(Nanoseconds by) {
    wall_offset_ += by;
    deadline_stale_ = true;
}

void World::drain() {
    deadline_stale_ = true;
    for (auto effects = engine_->take_effects(); !effects.empty();
         effects = engine_->take_effects())
        for (const auto& e : effects) {
            carry_out(e);
            if (listener_.effect) listener_.effect(e);
        }
    if (listener_.after_input) listener_.after_input();
}

void World::after(Nanoseconds wait, std::function<void(Engine&)> run) {
    events_.plan(now_ + wait, [this, run = std::move(run), of = run_] {
        if (engine_ && run_ == of) {
            run(*engine_);
            if (engine_) drain();
        }
    });
}

void World::run_to(Nanoseconds elapsed_then) {
    run_until([] { return false; }, elapsed_then);
}

bool World::run_until(const std::function<bool()>& done, Nanoseconds limit) {
    const auto end = MonoTime(kBegin) + limit;
    while (!done() && now_ <= end) {
        auto next = end;
        const auto deadline = engine_deadline();
        if (deadline && *deadline < next) next = std::max(*deadline, now_);
        const bool event_first = !events_.empty() && events_.next() <= next;
        if (event_first) next = events_.next();
        now_ = std::max(now_, next);
        if (event_first) {
            handle(events_.take());
        } else if (deadline && *deadline <= now_) {
            engine_->tick(now());
            drain();
            // A deadline in the past that stays there would be a loop without end in the runtime.
            const auto again = engine_deadline();
            if (!again || *again > now_) {
                overdue_ = 0;
            } else {
                now_ += 1ms;
                if (++overdue_ == kMostOverdue)
                    faults_.emplace_back("a deadline of the engine stays in the past");
            }
        } else {
            return done();
        }
    }
    return done();
}

void World::carry_out(const Effect& effect) {
    std::visit(Overloaded{
                   [&](const effect::StartTarget& e) { start(e.target); },
                   [&](const effect::StopTarget& e) { stop(line(e.target)); },
                   [&](const effect::Recheck& e) {
                       if (line(e.target).address)
                           begin(e.target, ProbeSource::recheck, e.count, e.interval, e.timeout);
                   },
                   [&](const effect::StopRecheck& e) { line(e.target).burst.generation = ++turn_; },
                   [&](const effect::Resolve& e) {
                       if (line(e.target).wanted)
                           after({}, [this, id = e.target](Engine&) { lookup(id); });
                   },
                   [&](const effect::Inquire& e) { inquire(e); },
                   [&](const effect::Transition& e) {
                       // Each second belongs to one state only where a transition begins in the
                       // state that the last one ended in.
                       if (ledger_.knows(e.name) && ledger_.state(e.name) != e.from)
                           faults_.push_back(e.name + " leaves a state that it is not in");
                       ledger_.enter(e.name, e.to, elapsed());
                   },
                   [&](const effect::SaveOutage& e) { saved_.outages[e.record.id] = e.record; },
                   [&](const effect::SaveNetwork& e) { saved_.networks[e.memory.id] = e.memory; },
                   [](const auto&) {},
               },
               effect);
}

void World::change(const std::function<void(Network&)>& how) {
    how(network_);
    ++version_;
    watch_neighbour();
    events_.plan(now_ + kKernelTells, [this] { tell_network(); });
}

// The kernel asks its neighbour only while something is sent there; something always is.
void World::watch_neighbour() {
    const bool alive = !network_.link.up || network_.router.alive;
    const auto watch = ++neighbour_watch_;
    const auto set = [this, watch](bool failed) {
        if (neighbour_watch_ != watch) return;
        neighbour_failed_ = failed;
        tell_network();
    };
    if (alive && neighbour_failed_)
        events_.plan(now_ + kKernelTells, [set] { set(false); });
    else if (!alive && !neighbour_failed_)
        events_.plan(now_ + kNeighbourFails, [set] { set(true); });
}

void World::tell_network() {
    if (!engine_) return;
    const auto facts = network_.facts(neighbour_failed_);
    if (told_any_ && facts == told_facts_) return;
    const bool another = !told_any_ || facts.id() != told_facts_.id();
    told_facts_ = facts;
    told_any_ = true;
    input([&](Engine& e, Instant at) { e.on_network(at, facts); });
    if (another) trace_first_hops();
}

void World::trace_first_hops() {
    after(kFirstHopsAfter, [this](Engine& e) {
        if (!network_.link.up || !network_.router.alive || !network_.provider.alive) return;
        e.on_first_hops(now(), {network_.router.address.text(), "198.18.0.1"});
    });
}

void World::helper_dies() {
    helper_alive_ = false;
    for (auto& l : lines_)
        if (is_icmp(l.spec.check.kind)) {
            l.stream.generation = ++turn_;
            l.burst.generation = ++turn_;
            l.stream.running = false;
        }
    input([](Engine& e, Instant at) { e.on_channel_lost(at, "the helper is gone"); });
}

void World::helper_returns() {
    helper_alive_ = true;
    input([](Engine& e, Instant at) { e.on_channel_ready(at, "helper"); });
}

void World::sleep(Nanoseconds duration) {
    wall_offset_ += duration;  // CLOCK_MONOTONIC stands still
    input([&](Engine& e, Instant at) { e.on_wake(at, duration); });
}

void World::apply(const Command& command) {
    input([&](Engine& e, Instant at) { e.apply(at, command); });
}

void World::configure(const EngineSettings& settings) {
    for (const auto& was : settings_.targets)
        if (std::none_of(settings.targets.begin(), settings.targets.end(),
                         [&](const auto& t) { return t.name == was.name && t.check == was.check; }))
            ledger_.leave(was.name, elapsed());
    settings_ = settings;
    for (const auto& t : settings.targets)
        if (!ledger_.knows(t.name)) ledger_.enter(t.name, TargetState::unknown, elapsed());
    input([&](Engine& e, Instant at) { e.configure(at, settings); });
}

void World::pace(unsigned factor, const std::string& why) {
    input([&](Engine& e, Instant at) { e.on_pace(at, factor, why); });
}

}  // namespace traypulse::model
