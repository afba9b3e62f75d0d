// NetworkFacts of a network of the test's own, read at once and watched.
#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/runtime/network_watch.h"
#include "tests/support/namespace.h"

namespace traypulse::test {

/// iproute2: `ip("link set a up")`. Fails the test where it fails.
void ip(const std::string& words);

/// Many at once: a line each.
void ip_batch(const std::string& lines);

/// A cable between `a` and `b`, both of this namespace, `a` with these addresses and up.
void cable(const std::string& a, const std::string& b, const std::vector<std::string>& addresses);

/// A loop with a NetworkWatch on it.
class Watched {
 public:
    Watched();
    ~Watched();
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;

    /// Runs the loop until the last facts told satisfy it (or those at the start, if none were);
    /// false after the test's patience.
    [[nodiscard]] bool become(const std::function<bool(const NetworkFacts&)>& condition);
    [[nodiscard]] const NetworkFacts& last() const { return last_; }
    /// How many times it was told.
    [[nodiscard]] int told() const { return told_; }

 private:
    uv_loop_t loop_{};
    NetworkFacts last_;
    int told_ = 0;
    std::unique_ptr<runtime::NetworkWatch> watch_;
};

}  // namespace traypulse::test
