// "Test now": checks something once that need not be watched, on the loop and over the channel that
// the agent has anyway.
#pragma once

#include <uv.h>

#include <functional>
#include <map>
#include <memory>

#include "agent/engine/command.h"
#include "agent/engine/network_facts.h"
#include "agent/probes/check.h"
#include "agent/probes/icmp_mux.h"
#include "agent/probes/name_resolver.h"

namespace traypulse::runtime {

/// Loop thread only. Destroying it ends what is under way without an answer.
class CheckTester {
 public:
    /// Makes a check of any kind but ICMP.
    using Make = std::function<std::unique_ptr<Check>(CheckRequest)>;
    using Report = std::function<void(TestedCheck)>;
    CheckTester(uv_loop_t* loop, NameResolver& resolver, IcmpMux& mux, Make make, Report report);
    ~CheckTester();
    CheckTester(const CheckTester&) = delete;
    CheckTester& operator=(const CheckTester&) = delete;

    /// The report follows once, never from inside this. `network` says what "@router" means.
    void test(const command::TestCheck& what, const NetworkFacts& network);

    /// A person presses one button after another; more is no person.
    static constexpr std::size_t kMostAtOnce = 16;

 private:
    struct Run;
    void found(std::uint64_t run, const Result<IpAddress>& address);
    void begin(std::uint64_t run, const IpAddress& address);
    void end(std::uint64_t run, CheckOutcome outcome);

    uv_loop_t* loop_;
    NameResolver& resolver_;
    IcmpMux& mux_;
    Make make_;
    Report report_;
    std::map<std::uint64_t, std::unique_ptr<Run>> runs_;
    std::uint64_t last_run_ = 0;
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);  ///< for look-ups
};

}  // namespace traypulse::runtime
