// A scenario: a world, what happens in it, and what a person must be told. One TOML file each;
// README.md has its form.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "agent/engine/engine.h"
#include "tests/simulation/model/network.h"
#include "tests/simulation/scenario/keys.h"

namespace traypulse::scenario {

/// Something that must come within these moments.
struct Expected {
    Nanoseconds from{}, to{};
    std::string text;  ///< "outage Shop is down"
    std::string part;  ///< must stand in the notification's body, too; may be empty
};

struct Happening {
    Nanoseconds at{};
    toml::table what;   ///< the [[at]] table
    std::string where;  ///< "cable_pulled.toml:12"
};

struct Expectation {
    std::vector<Expected> notices;
    std::vector<Expected> verdicts;
    std::vector<Expected> held;
    bool checks_held = false;
    std::map<std::string, std::string> states;
    std::map<std::string, std::string> ledger;     ///< "up 200s, down 60s"
    Nanoseconds within = std::chrono::seconds(1);  ///< of the ledger's times
};

struct Scenario {
    std::string file;  ///< without its folder
    std::string about;
    Nanoseconds length{};
    std::uint64_t seed = 1;
    std::chrono::seconds wall_begin{};
    model::Network network;
    toml::table config;                 ///< as in config.toml
    std::vector<Happening> happenings;  ///< in order
    Expectation expect;
};

/// Throws Wrong.
Scenario read(const std::string& folder, const std::string& file);
struct Home {
    model::Network network;
    EngineSettings settings;
};
/// One of tests/simulation/homes, as it is. Throws Wrong.
Home home(const std::string& folder, const std::string& name);
/// What a configuration means, as the runtime would tell the engine.
EngineSettings settings_of(const toml::table& config, const std::string& file);
/// Tables are merged, targets by their names; anything else is replaced.
void merge(toml::table& into, const toml::table& from);

}  // namespace traypulse::scenario
