// How a telephone call over this path would sound: the E-model of ITU-T G.107.
#pragma once

#include <optional>

#include "agent/engine/metrics/part.h"
#include "shared/types.h"

namespace traypulse::metrics {

/// The call: G.711 with packet-loss concealment in packets of 20 ms (G.113 Appendix I).
inline constexpr double kEquipmentImpairment = 0;  ///< Ie
inline constexpr double kLossRobustness = 25.1;    ///< Bpl
inline constexpr Nanoseconds kPacketTime = std::chrono::milliseconds(20);
/// A longer buffer is of no use in a talk; telephones stop here (Asterisk's and others' default).
inline constexpr Nanoseconds kLongestBuffer = std::chrono::milliseconds(200);
/// Fewer answers say nothing about delay variation.
inline constexpr std::uint64_t kLeastAnswersForVoice = 10;

/// What G.107 wants to know of a connection; all other parameters have its defaults (Table 2).
struct Connection {
    Nanoseconds one_way{};   ///< absolute delay mouth to ear, Ta
    double loss = 0;         ///< Ppl, 0..1 here
    double burst_ratio = 1;  ///< BurstR: 1 random, more in bursts; clamped to G.107's 1..8
};
/// Transmission rating, 0..93.2. Default connection: 93.2.
[[nodiscard]] double rating(const Connection& connection);
/// G.107 Annex B: 1 (bad) .. 4.5 (excellent).
[[nodiscard]] double mean_opinion(double rating);

struct Voice {
    double rating = 0;
    double mos = 1;
    Nanoseconds buffer{};  ///< jitter buffer that gives the best rating
};
/// One-way delay is taken as half the minimum RTT, plus packet time, plus the jitter buffer. It
/// holds the 95th, 99th or all percent of the delay variation (RFC 5481 PDV), whichever sounds
/// best, as an adaptive one would; what comes later is lost as well. Empty below
/// kLeastAnswersForVoice answers.
[[nodiscard]] std::optional<Voice> voice_over(const Part& part);

}  // namespace traypulse::metrics
