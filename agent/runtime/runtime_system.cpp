// The runtime and the machine it runs on: its network, its sleep, what it weighs itself.
#include <utility>

#include "agent/runtime/runtime_parts.h"

namespace traypulse::runtime {

void Runtime::watch_system() {
    on_->network.emplace(&loop_, [this](const NetworkFacts& facts) { on_network(facts); });
    network_ = read_network_facts();
    on_->prober->set_network(network_);
    on_->inquirer->set_network(network_);
    on_->first_hops->set_network(network_);
    input([this, facts = network_](Instant t) { engine_->on_network(t, facts); });
    on_->sleep.emplace(&loop_, [this](Nanoseconds slept) { on_woke(slept); });
    on_->weight.emplace(&loop_, [this](const ThrottleReading& reading) { weighed(reading); });
    on_->bus.emplace(&loop_, bus_events());
}

SystemBusEvents Runtime::bus_events() {
    SystemBusEvents e;
    e.about_to_sleep = [this] {
        log_.event(LogLevel::info, "runtime", "about_to_sleep");
        on_->sleep->about_to_sleep();
        input([this](Instant t) { engine_->on_sleep(t); });
        write_state();
    };
    e.woke = [this] { on_->sleep->awake(); };
    e.battery = [this](bool on) {
        log_.event(LogLevel::info, "runtime", on ? "on_battery" : "on_mains");
        on_->weight->on_battery(on);
    };
    e.metered = [this](bool on) {
        log_.event(LogLevel::info, "runtime", on ? "metered" : "not_metered");
        on_->weight->on_metered(on);
    };
    e.remark = [this](LogLevel level, const std::string& text) {
        log_.event(level, "runtime", "system_bus", {{"text", text}});
    };
    return e;
}

void Runtime::weighed(const ThrottleReading& reading) {
    const auto& limits = settings_.limits;
    log_.event(LogLevel::debug, "runtime", "own_weight",
               {{"cpu_percent", reading.cpu_percent}, {"memory_bytes", reading.memory_bytes}});
    const auto decided = throttle_.on_reading(
        {limits.cpu_percent, limits.memory_mb, limits.slow_on_battery, limits.slow_on_metered},
        reading);
    if (decided.trim) trim();
    if (decided.factor == pace_.factor && decided.why == pace_.why) return;
    pace_ = decided;
    // The engine says it on, to the log as well: once for each change.
    input([this, decided](Instant t) { engine_->on_pace(t, decided.factor, decided.why); });
}

// What is kept only for convenience goes: the paths' histories begin anew with the next trace.
void Runtime::trim() {
    log_.event(LogLevel::info, "runtime", "caches_trimmed");
    on_->paths->trim();
    return_free_memory();
}

void Runtime::on_network(const NetworkFacts& facts) {
    const auto was = std::exchange(network_, facts);
    const auto* router = facts.neighbours.empty() ? nullptr : &facts.neighbours.front();
    log_.event(LogLevel::info, "network", "changed",
               {{"link_up", facts.link_up},
                {"default_route4", facts.default_route4},
                {"default_route6", facts.default_route6},
                {"interface", facts.interface},
                {"network", facts.id()},
                {"router_silent", router != nullptr && router->neighbour == NeighbourState::failed},
                {"tunnels", facts.tunnels.size()}});
    if (facts.id() != was.id() || facts.link_up != was.link_up)
        on_->history->event(store::EventKind::network,
                            !facts.link_up       ? "no link"
                            : facts.id().empty() ? "a network without a router"
                                                 : facts.id(),
                            now().wall);
    on_->inquirer->set_network(facts);
    on_->first_hops->set_network(facts);
    // A neighbour entry that changes is evidence, but no reason to look anything up again.
    if (!facts.same_ways(was)) {
        on_->resolver.reload();
        on_->prober->set_network(facts);
        on_->paths->start_afresh();
    }
    input([this, facts](Instant t) { engine_->on_network(t, facts); });
}

void Runtime::on_woke(Nanoseconds slept) {
    log_.event(LogLevel::info, "runtime", "woke",
               {{"seconds", static_cast<double>(slept.count()) / 1e9}});
    on_->resolver.reload();
    on_->paths->start_afresh();
    on_->first_hops->interrupt();
    input([this, slept](Instant t) { engine_->on_wake(t, slept); });
}

}  // namespace traypulse::runtime
