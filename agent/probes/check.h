// One check of any kind: the interface that each kind is a small class behind.
#pragma once

#include <uv.h>

#include <functional>
#include <memory>

#include "agent/engine/check_outcome.h"
#include "agent/engine/check_spec.h"
#include "agent/probes/name_resolver.h"

namespace traypulse {

struct CheckRequest {
    CheckSpec spec;
    CheckOptions options;
    Nanoseconds timeout = std::chrono::seconds(1);  ///< of the whole check, name look-up included
    /// Where `spec.host` is: of "@router" and the like, or of a literal. Unspecified: look it up.
    IpAddress address;
};

/// Loop thread only. One use: start() once. Destroying it cancels it.
class Check {
 public:
    virtual ~Check() = default;
    Check() = default;
    Check(const Check&) = delete;
    Check& operator=(const Check&) = delete;

    /// Begins. `done` follows once, within the timeout, never from inside start(); it may destroy
    /// the check.
    virtual void start(std::function<void()> done) = 0;
    /// Ends it at once; `done` does not follow.
    virtual void cancel() = 0;
    /// Of a check that is done.
    [[nodiscard]] virtual const CheckOutcome& outcome() const = 0;
};

}  // namespace traypulse
