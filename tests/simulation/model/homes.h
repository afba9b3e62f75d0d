// The home that the measurements and the random runs live in.
#pragma once

#include "agent/engine/engine.h"
#include "tests/simulation/model/network.h"

namespace traypulse::model {

struct Home {
    Network network;
    EngineSettings settings;
};

/// A router, two anchors, a shop and an office: what a first configuration and two targets of one's
/// own look like.
Home small_home();

}  // namespace traypulse::model
