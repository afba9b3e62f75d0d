// What came of every request since the figures are served, target by target.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string_view>

#include "agent/engine/check_outcome.h"
#include "agent/engine/snapshot.h"
#include "shared/protocol.h"

namespace traypulse::scrape {

/// Upper bounds of the histogram's buckets, in seconds: 1, 2 and 5 of each decade, from half a
/// millisecond (a wired network at home) to ten seconds (a page that hardly anybody waits for).
/// What is read from it is so within a factor of 2.5 at worst, and a target has 15 series.
inline constexpr std::array kRttBuckets{0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05,
                                        0.1,    0.2,   0.5,   1.0,   2.0,  5.0,  10.0};

/// What becomes of a request, in one set of words for all kinds of check: those of `check --json`,
/// and what only an echo request can meet.
enum class Fate : std::uint8_t {
    ok,
    timeout,
    refused,
    unreachable,
    wrong_answer,
    name_failed,
    ttl_exceeded,
    too_big,
    not_sent,  ///< by this machine's own fault: neither sent nor lost
};
inline constexpr std::size_t kFates = 9;
std::string_view to_string(Fate fate);

struct ProbeCount {
    std::array<std::uint64_t, kFates> fates{};
    std::array<std::uint64_t, kRttBuckets.size() + 1> buckets{};  ///< the last: above all bounds
    double rtt_sum = 0;                                           ///< seconds
    std::uint64_t answered = 0;  ///< with a time: those in the buckets
    std::uint64_t late = 0;
    std::uint64_t duplicates = 0;
};

/// One thread. Constant time for each outcome. Only the regular streams are to be given, as the
/// engine's own statistics do: re-checks come where something fails, and would colour the loss.
class ProbeCounts {
 public:
    void result(TargetId target, const protocol::ProbeResult& result);
    void outcome(TargetId target, const CheckOutcome& outcome);
    /// All zero for a target that nothing came from yet.
    [[nodiscard]] const ProbeCount& of(TargetId target) const;
    /// Forgets those that are not watched any more.
    void keep_only(const Snapshot& snapshot);

 private:
    static void answered(ProbeCount& count, Nanoseconds took);
    std::map<TargetId, ProbeCount> counts_;
};

}  // namespace traypulse::scrape
