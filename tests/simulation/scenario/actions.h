// What an [[at]] of a scenario does to the world.
#pragma once

#include "tests/simulation/model/world.h"
#include "tests/simulation/scenario/keys.h"

namespace traypulse::scenario {

/// `config` is the configuration as it is now; an action may change it. Throws Wrong.
void act(const toml::table& what, const std::string& file, model::World& world,
         toml::table& config);

}  // namespace traypulse::scenario
