// Links, routes and resolvers of this machine: watched, not polled.
#pragma once

#include <uv.h>

#include <functional>
#include <memory>

#include "agent/engine/facts.h"

namespace traypulse::runtime {

/// The present state, read at once. Blocks for well under a millisecond. `known` is false where the
/// system would not tell.
NetworkFacts read_network_facts();

/// Loop thread only. Calls `changed` after any change, changes in quick succession as one.
class NetworkWatch {
 public:
    NetworkWatch(uv_loop_t* loop, std::function<void(const NetworkFacts&)> changed);
    ~NetworkWatch();
    NetworkWatch(const NetworkWatch&) = delete;
    NetworkWatch& operator=(const NetworkWatch&) = delete;

 private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace traypulse::runtime
