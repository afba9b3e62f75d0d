// The network that most of these tests live in: a home router, a resolver, two anchors, two shops.
#pragma once

#include <string>
#include <vector>

#include "tests/system/agent/bench.h"

namespace traypulse::test {

inline const std::vector<std::string> kTown{
    "host 10.99.0.1",
    "host 10.99.0.53",
    "host 10.99.10.1 delay 5ms",
    "host 10.99.11.1 delay 8ms",
    "host 10.99.20.1 delay 12ms",
    "host 10.99.20.2 delay 15ms",
    "dns name anchor.test a 10.99.10.1 ttl 60",
};

/// What is in every configuration of that town. `[anchors] name` must resolve there, or DNS would
/// fail.
inline std::string head(const std::string& interval = "500ms",
                        const std::string& timeout = "400ms") {
    return "[defaults]\ninterval = \"" + interval + "\"\ntimeout = \"" + timeout +
           "\"\n\n[anchors]\nname = \"anchor.test\"\n";
}

inline std::string town(const std::string& interval = "500ms",
                        const std::string& timeout = "400ms") {
    return head(interval, timeout) + target("Router", "icmp://@router") +
           target("Anchor A", "10.99.10.1", "role = \"anchor\"") +
           target("Anchor B", "10.99.11.1", "role = \"anchor\"") + target("Shop", "10.99.20.1") +
           target("Bakery", "10.99.20.2");
}

inline const std::vector<std::string> kTownsfolk{"Router", "Anchor A", "Anchor B", "Shop",
                                                 "Bakery"};

}  // namespace traypulse::test
