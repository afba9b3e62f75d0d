// The only place where a test waits: for a condition, never for a time.
#pragma once

#include <chrono>
#include <functional>

namespace traypulse::test {

/// Asks `condition` every few milliseconds until it is true; false after `timeout`. The last
/// question is asked after the timeout, so a slow machine does not fail a condition that became
/// true meanwhile.
[[nodiscard]] bool eventually(std::chrono::nanoseconds timeout,
                              const std::function<bool()>& condition);

}  // namespace traypulse::test
