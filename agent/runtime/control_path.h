// The path to a target that is followed (watch_path), as `why` and `status --json` show it. Pure.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "agent/engine/snapshot.h"

namespace traypulse::control {

/// Of one target: the heading with its name and what is known of the path as a whole, and a line a
/// hop. Nothing in it obeys as a terminal would.
std::string path_text(const TargetView& target, const Snapshot& snapshot);

/// {"reached","mtu","hops":[{"ttl","routers":[{"address","name"}],"sent","received","loss",
/// "meaning","rtt_us":{"min","avg","max"}}]}; mtu and rtt_us null where they are not known; meaning
/// of the loss: none, silent, local (only that router's own), real (carries on to the target),
/// unknown. Over the last hour.
nlohmann::ordered_json path_json(const PathView& path, std::optional<std::uint32_t> mtu);

}  // namespace traypulse::control
