// Numbers that are the same on every machine for the same seed: the distributions of <random> are
// not.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace traypulse::simnet {

/// splitmix64 (Steele, Lea, Flood 2014): 8 bytes of state, so every host has its own sequence and
/// one host's traffic never changes another's fate.
class Random {
 public:
    explicit Random(std::uint64_t seed = 0) : state_(seed) {}

    std::uint64_t bits() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
        return z ^ z >> 31;
    }
    /// In [0, 1).
    double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
    bool chance(double p) { return p > 0 && uniform() < p; }
    /// Mean 0, standard deviation 1 (Box and Muller).
    double normal() {
        const double radius = std::sqrt(-2 * std::log(1 - uniform()));
        return radius * std::cos(2 * std::numbers::pi * uniform());
    }

 private:
    std::uint64_t state_;
};

}  // namespace traypulse::simnet
