// What a scenario says of its world: any part of it, the rest stays as it is.
#pragma once

#include "tests/simulation/model/network.h"
#include "tests/simulation/scenario/keys.h"

namespace traypulse::scenario {

/// Throws Wrong. `now` is when latencies begin to creep.
void set_world(const toml::table& table, const std::string& file, MonoTime now,
               model::Network& out);

}  // namespace traypulse::scenario
