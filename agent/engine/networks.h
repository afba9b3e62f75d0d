// Which network this is, and what is known about each.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/engine/network_facts.h"
#include "agent/engine/network_memory.h"

namespace traypulse {

/// Pure. A network is told by its routers; while there is none (link lost, asleep), the last one is
/// still the present one, until another is seen.
class Networks {
 public:
    void restore(std::vector<NetworkMemory> networks);

    enum class Seen : std::uint8_t {
        same,
        first,    ///< of this run
        another,  ///< than the one before
        refined,  ///< the same, and its link-layer address is known by now
    };
    /// What the system says now. After first and another, present() is what is remembered of it.
    Seen see(const NetworkFacts& facts, WallTime now);
    /// Of the present network; null while none was seen.
    [[nodiscard]] NetworkMemory* present();
    [[nodiscard]] bool any_present() const { return !present_.empty(); }
    [[nodiscard]] const NetworkMemory* present() const {
        return const_cast<Networks*>(this)->present();
    }
    [[nodiscard]] const NetworkMemory* find(const std::string& id) const;
    [[nodiscard]] std::size_t size() const { return known_.size(); }

 private:
    NetworkMemory& remember(const std::string& id, WallTime now);
    std::map<std::string, NetworkMemory> known_;
    std::optional<NetworkFacts> facts_;  ///< of the present network, with all that was ever known
    std::string present_;
};

}  // namespace traypulse
