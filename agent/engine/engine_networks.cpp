// What the engine learns about each network, and keeps.
#include <utility>

#include "agent/engine/engine.h"
#include "agent/engine/judging.h"

namespace traypulse {

void Engine::restore_networks(std::vector<NetworkMemory> networks) {
    networks_.restore(std::move(networks));
}

bool Engine::enter_network(Instant now) {
    // Before the present one changes: what was learnt belongs to the one that is left.
    gather_usual();
    const auto* left = networks_.present();
    const auto leaving = left != nullptr ? std::optional(*left) : std::nullopt;
    const auto seen = networks_.see(network_, now.wall);
    if (seen == Networks::Seen::same) return false;
    if (seen == Networks::Seen::another && leaving && learnt_) {
        learnt_ = false;
        effects_.emplace_back(effect::SaveNetwork{*leaving});
    }
    const auto& usual = networks_.present()->usual;
    for (auto& entry : entries_) {
        const auto it = usual.find(entry.monitor.spec().name);
        const bool known = it != usual.end();
        // Where the network has only got its full name, what this run has learnt counts more.
        if (seen != Networks::Seen::another && entry.monitor.baseline().usual() && !known) continue;
        entry.monitor.set_usual(known ? std::optional(it->second) : std::nullopt);
    }
    return seen == Networks::Seen::another;
}

void Engine::recall_usual(Entry& entry) {
    const auto* network = networks_.present();
    if (network == nullptr) return;
    const auto it = network->usual.find(entry.monitor.spec().name);
    if (it != network->usual.end()) entry.monitor.set_usual(it->second);
}

void Engine::gather_usual() {
    auto* network = networks_.present();
    if (network == nullptr) return;
    for (const auto& entry : entries_)
        if (entry.monitor.baseline().usual())
            network->usual[entry.monitor.spec().name] = entry.monitor.baseline().memory();
}

void Engine::save_learnt(Instant now) {
    if (!learnt_ || now.mono < save_network_at_) return;
    auto* network = networks_.present();
    if (network == nullptr) return;
    gather_usual();
    network->last_seen = now.wall;
    learnt_ = false;
    save_network_at_ = now.mono + judging::kSaveNetworkEvery;
    effects_.emplace_back(effect::SaveNetwork{*network});
}

}  // namespace traypulse
