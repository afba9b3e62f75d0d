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
