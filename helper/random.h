// Unpredictable numbers, for cookies and identifiers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace traypulse::helper {

/// getrandom(2) by the buffer, so that a cookie costs no system call. One thread.
class Random {
 public:
    /// Ends the process (helper_exit::kSystem) when the system has no random numbers: without them
    /// replies could be forged.
    std::uint64_t next();

 private:
    std::array<std::uint64_t, 64> numbers_{};
    std::size_t left_ = 0;
};

}  // namespace traypulse::helper
