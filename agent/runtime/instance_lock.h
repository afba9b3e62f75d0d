// One agent per user: a second start brings the first one's window forward instead.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "agent/runtime/control_client.h"
#include "agent/runtime/control_socket.h"
#include "agent/runtime/paths.h"
#include "shared/result.h"

namespace traypulse {

/// Holds the lock for as long as it lives. The kernel lets go of it when the process ends, however
/// it ends, so no lock is ever stale (flock(2)); the file stays. It is not inherited by programs
/// that we start.
class InstanceLock {
 public:
    /// nullopt: another process has it.
    static Result<std::optional<InstanceLock>> acquire(const std::string& path);

 private:
    explicit InstanceLock(UniqueFd fd) : fd_(std::move(fd)) {}
    UniqueFd fd_;
};

/// The lock, or nullopt after the agent that has it was told to show its window (the caller exits
/// with status 0). Error: it has the lock but does not answer, or the lock can't be made.
Result<std::optional<InstanceLock>> claim_instance(
    const RuntimeDir& dir, std::chrono::milliseconds patience = control::kPatience);

}  // namespace traypulse
