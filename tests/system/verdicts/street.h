// The real agent in the neighbourhood: what it says while something is broken there.
#pragma once

#include <string>
#include <vector>

#include "tests/system/agent/bench.h"
#include "tests/system/verdicts/neighbourhood.h"

namespace traypulse::test {

/// Living there: a router, two anchors, a resolver and two shops behind the provider.
inline const std::vector<std::string> kStreet{
    "host 10.99.10.1 delay 3ms",
    "host 10.99.11.1 delay 5ms",
    "host 10.99.20.1 delay 7ms",
    "host 10.99.20.2 delay 9ms",
    "dns name anchor.test a 10.99.10.1 ttl 3600",
};

/// The head of every configuration: times shortened, so that proofs take tenths of seconds.
/// `anchors`: further lines of [anchors].
std::string street_head(const std::string& anchors = {});
/// Router, Anchor A, Anchor B and Shop.
std::string street_targets();
inline const std::vector<std::string> kStreetTargets{"Router", "Anchor A", "Anchor B", "Shop"};

/// A verdict, as a script sees it.
struct Said {
    std::string cause;
    std::string confidence;
    bool operator==(const Said&) const = default;
};

/// One run of the agent: all is well, something breaks, it is mended.
class Story {
 public:
    /// Everything of `up` answers before this returns.
    Story(const std::string& config, const std::vector<std::string>& up);

    /// Waits until `status --json` says so (and is as sure of it), and until a person was told.
    void becomes(const std::string& cause, const std::string& confidence = {});
    [[nodiscard]] Said verdict() const;
    /// The record of the newest outage: `why NUMBER --json`.
    [[nodiscard]] Json record() const;
    /// A line of the evidence of that record begins with `what` and goes on with `value`.
    [[nodiscard]] bool evidence(const std::string& what, const std::string& value) const;
    /// After it was mended: waits for the verdict "none", and judges that a person was told once
    /// of the outage, by this title, and once of its end. `before`: what the same notification may
    /// have said until the cause was known better.
    void ends(const std::string& title, const std::string& before = {});

    Home home;
    Agent agent;

 private:
    /// {"outage", "kind", "title"} of each notification, in order.
    [[nodiscard]] std::vector<Json> notices() const;
};

}  // namespace traypulse::test
