// When a person wants to be told, and what counts as worth telling. [alerts] and [[maintenance]].
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/types.h"

namespace traypulse {

/// Minutes after local midnight, 0 to 1439. Reaches over midnight where `from` is after `to`.
struct DailySpan {
    int from = 0;
    int to = 0;
    bool operator==(const DailySpan&) const = default;
};

/// Announced work: what happens to these targets then is no outage, and they are not counted.
struct Maintenance {
    std::string name;                  ///< the person's own word; may be empty
    std::vector<std::string> targets;  ///< names of targets or groups; empty: all
    /// Once …
    std::optional<WallTime> begin, end;
    /// … or each of these days (0 is Sunday), in local time.
    std::vector<int> days;
    std::optional<DailySpan> span;
    bool operator==(const Maintenance&) const = default;
};

struct AlertRules {
    bool notifications = true;
    double loss_warning = 0.1;       ///< 0..1: degraded above this loss in the last minute
    Nanoseconds latency_warning{};   ///< degraded above this median; 0: never
    double latency_factor = 3.0;     ///< degraded above so many times the usual RTT here; 0: never
    Nanoseconds jitter_warning{};    ///< degraded above this jitter (RFC 3550); 0: never
    Nanoseconds reminder{};          ///< an outage that lasts is told again so often; 0: never
    std::optional<DailySpan> quiet;  ///< told afterwards, in one summary
    int flap_outages = 3;            ///< so many outages of a target …
    Nanoseconds flap_window = std::chrono::minutes(10);  ///< … within this long are *unstable*
    std::vector<Maintenance> maintenance;
    bool operator==(const AlertRules&) const = default;
};

}  // namespace traypulse
