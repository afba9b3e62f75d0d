#include "tests/support/eventually.h"

#include <poll.h>

#include <ctime>

namespace traypulse::test {
namespace {

// Short against anything that a test measures, long enough to leave the processor to the tested
// programs.
constexpr timespec kPause{0, 2'000'000};

}  // namespace

bool eventually(std::chrono::nanoseconds timeout, const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + timeout;
    while (std::chrono::steady_clock::now() < end) {
        if (condition()) return true;
        ppoll(nullptr, 0, &kPause, nullptr);
    }
    return condition();
}

}  // namespace traypulse::test
