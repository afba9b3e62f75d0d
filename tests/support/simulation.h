// The simulated network (tests/support/simnet/README.md) of one test.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/process.h"

namespace traypulse::test {

/// A running traypulse-simnet in this process's namespace: make a Namespace first. Device
/// sim0, 10.99.0.2 and fd99::2, routers 10.99.0.1 and fd99::1, name server 10.99.0.53. Throws
/// std::runtime_error on any failure.
class Simulation {
 public:
    /// `lines` are told before this returns; `options` go onto the command line ("--seed", "7").
    /// `within` starts it somewhere else: {"nsenter", "-t", "7", "-n", "--"}.
    explicit Simulation(const std::vector<std::string>& lines = {},
                        const std::vector<std::string>& options = {},
                        const std::vector<std::string>& within = {});

    /// One control line; returns what follows "ok". Throws on "error: …".
    std::string tell(const std::string& line);

    struct Counts {
        std::uint64_t requests = 0, replies = 0, lost = 0, errors = 0;
    };
    /// What arrived for an address since the start or `clear`.
    Counts count(const std::string& address);
    /// Queries that the name server got for a name.
    std::uint64_t queries(const std::string& name);

    struct Echo {
        std::string address;
        unsigned identifier = 0, sequence = 0;
        std::int64_t seen = 0, written = 0;            ///< ns, CLOCK_MONOTONIC
        std::int64_t seen_real = 0, written_real = 0;  ///< ns, CLOCK_REALTIME
    };
    /// The true times of the echoes since `record N` or the last call.
    std::vector<Echo> dump();

 private:
    TempDir dir_;
    std::optional<Process> process_;
};

}  // namespace traypulse::test
