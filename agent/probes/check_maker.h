// From a request to the check that carries it out.
#pragma once

#include <uv.h>

#include <memory>

#include "agent/probes/check.h"
#include "agent/probes/http_client.h"
#include "agent/probes/name_resolver.h"

namespace traypulse {

/// Loop thread only. Outlives its checks.
class CheckMaker {
 public:
    CheckMaker(uv_loop_t* loop, NameResolver& resolver);

    /// Of every kind but ICMP, whose requests go through an IcmpChannel.
    std::unique_ptr<Check> make(CheckRequest request);

 private:
    uv_loop_t* loop_;
    NameResolver& resolver_;
    HttpClient http_;
};

}  // namespace traypulse
