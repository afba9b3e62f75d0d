// What a router adds to its ICMP errors (RFC 4884): written here on its own, so that a test does
// not read what the product's own parser would write. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/simnet/words.h"

namespace traypulse::simnet {

/// `before` with one more object, or what `word` ("mpls", "interface", "extensions") says instead.
/// Throws Refused.
std::vector<std::uint8_t> extensions(const std::vector<std::uint8_t>& before,
                                     const std::string& word, Words& words);

}  // namespace traypulse::simnet
