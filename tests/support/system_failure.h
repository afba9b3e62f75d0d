// A system call that the test itself cannot do without has failed.
#pragma once

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace traypulse {

/// Throws "WHAT: REASON: REMEDY" with errno's reason; the test case fails with it.
[[noreturn]] inline void system_failure(const std::string& what, const std::string& remedy = {}) {
    throw std::runtime_error(what + ": " + std::strerror(errno) +
                             (remedy.empty() ? "" : ": " + remedy));
}

}  // namespace traypulse
