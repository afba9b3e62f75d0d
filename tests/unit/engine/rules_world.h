// A network as facts, for the tests of the rules.
#pragma once

#include <string>

#include "agent/engine/diagnosis.h"

namespace traypulse::rules_test {

struct World {
    Facts facts;

    TargetFact& add(const std::string& name, TargetRole role, TargetState state,
                    const std::string& address = "198.51.100.7") {
        TargetFact t;
        t.id = TargetId(static_cast<std::uint32_t>(facts.targets.size() + 1));
        t.name = name;
        t.role = role;
        t.state = state;
        t.address = address;
        t.family = IpAddress::parse(address)->family;
        t.ever_answered = true;
        facts.targets.push_back(t);
        return facts.targets.back();
    }
    TargetFact& operator[](const std::string& name) {
        for (auto& t : facts.targets)
            if (t.name == name) return t;
        return add(name, TargetRole::ordinary, TargetState::unknown);
    }
    void router_is(NeighbourState state) {
        facts.network.known = true;
        facts.network.routers = {"192.0.2.1"};
        facts.network.neighbours = {{"192.0.2.1", "eth0", "00:53:00:00:00:01", state}};
    }
    [[nodiscard]] Finding first() const {
        const auto found = diagnose(facts);
        return found.empty() ? Finding{} : found[0];
    }
    [[nodiscard]] Cause cause() const { return first().cause; }
};

/// Router, two anchors and a shop that answer.
inline World home() {
    World w;
    w.add("Router", TargetRole::router, TargetState::up, "192.0.2.1");
    w.add("Anchor A", TargetRole::anchor, TargetState::up, "198.51.100.1");
    w.add("Anchor B", TargetRole::anchor, TargetState::up, "198.51.100.2");
    w.add("Shop", TargetRole::ordinary, TargetState::up, "198.51.100.3");
    return w;
}
inline void silence(World& w, std::initializer_list<const char*> names) {
    for (const auto* n : names) w[n].state = TargetState::down;
}

}  // namespace traypulse::rules_test
