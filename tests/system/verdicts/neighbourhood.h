// A cable, a real router at its other end, and the simulated network behind that: what breaks here
// breaks as it does at home, down to ARP, carrier and TCP.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/support/namespace.h"
#include "tests/support/process.h"
#include "tests/support/simulation.h"

namespace traypulse::test {

/// In this process's namespace: eth0, 192.0.2.2 and fd00::2, with default routes by 192.0.2.1 and
/// fd00::1. That router is a network namespace of its own, and forwards to the simulated network;
/// its hosts are reached over its first router, 10.99.0.1 and fd99::1, the provider's. The resolver
/// is 10.99.53.53. On a web host of its own, 203.0.113.80, real servers may run.
class Neighbourhood {
 public:
    explicit Neighbourhood(const std::vector<std::string>& lines = {});
    Neighbourhood(const Neighbourhood&) = delete;
    Neighbourhood& operator=(const Neighbourhood&) = delete;

    static constexpr const char* kRouter = "192.0.2.1";
    static constexpr const char* kResolver = "10.99.53.53";
    static constexpr const char* kWeb = "203.0.113.80";

    /// The simulated network.
    Simulation& world() { return *world_; }
    std::string tell(const std::string& line) { return world_->tell(line); }
    /// The cable, pulled at the other end: this one loses its carrier.
    void cable(bool in);
    /// The router is switched off: the carrier stays (there is a switch between), but nobody
    /// answers ARP or neighbour discovery, or anything.
    void router(bool on);
    /// The web host drops echo requests without a word.
    void web_ignores_echo();
    /// What goes to or from the web host in larger packets than this vanishes; or no longer.
    void web_loses_above(unsigned bytes, bool lost);
    /// A command that must succeed, on the router; on this machine.
    void on_router(const std::vector<std::string>& argv, const std::string& input = {}) const;
    static void here(const std::vector<std::string>& argv, const std::string& input = {});
    /// A program on the router, ready when it prints "ready".
    [[nodiscard]] Process serve(const std::vector<std::string>& argv) const;
    /// A web server on 203.0.113.80; `listeners` as web_server.py takes them.
    [[nodiscard]] Process web(const std::string& listeners) const;

 private:
    [[nodiscard]] std::vector<std::string> within(const std::vector<std::string>& argv) const;

    Namespace space_{{.resolver = kResolver}};
    Process other_end_;
    std::optional<Simulation> world_;
};

}  // namespace traypulse::test
