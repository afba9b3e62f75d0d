// What a document at /metrics says, frozen at one moment: the document itself is written in slices,
// while the engine goes on and targets come and go.
#pragma once

#include <bitset>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/engine/outage_record.h"
#include "agent/engine/snapshot.h"
#include "agent/metrics/exposition.h"
#include "agent/metrics/probe_counts.h"

namespace traypulse::scrape {

/// Outages of this run of the program, by cause. One thread.
class OutageCounts {
 public:
    /// Open ones of the last run: they are not new.
    void known(std::uint32_t id, traypulse::Cause cause) { open_[id] = cause; }
    void on_record(const OutageRecord& record);

    struct Cause {
        std::uint64_t begun = 0;
        double seconds = 0;  ///< of those that are over
    };
    [[nodiscard]] Cause of(traypulse::Cause cause) const;

 private:
    std::map<std::uint32_t, traypulse::Cause> open_;
    std::map<traypulse::Cause, Cause> causes_;
};

/// Outages of one cause that last.
struct Lasting {
    std::size_t count = 0;
    WallTime first;
};

/// How one hook does; hooks are bounded by the configuration.
struct HookFigures {
    std::string name;
    std::uint64_t delivered = 0;
    std::uint64_t failed = 0;  ///< attempts, each of which is repeated
    std::uint64_t lost = 0;    ///< messages that were given up
    std::size_t waiting = 0;   ///< messages
};

struct TargetFigures {
    ReadyLabels labels;  ///< target and check: "icmp", "https", …
    std::string host;    ///< with its port; never a path or a query, which may hold a secret
    std::string group;
    bool echo = true;  ///< checked by echo requests
    TargetState state = TargetState::unknown;
    WallTime since;
    std::optional<double> loss;  ///< of the last minute; empty: nothing was sent
    std::optional<Nanoseconds> jitter;
    ProbeCount count;
    std::bitset<32> explained_by;  ///< causes of outages that last
};

/// Plain values.
struct Facts {
    std::vector<TargetFigures> targets;
    Verdict verdict;
    OutageCounts outages;
    std::map<Cause, Lasting> lasting;
    bool history_writable = true;
    bool configuration_good = true;
    // What the engine does not know:
    std::vector<HookFigures> hooks;
    std::string version;
    std::string rung;  ///< one of kRungs
    WallTime started;  ///< of this program
    std::uint64_t notices_told = 0;
    std::uint64_t notices_held = 0;
    double cpu_seconds = 0;  ///< of this process
    unsigned pace = 1;       ///< checks go out so many times less often than configured
};

/// `open`: outages that last.
Facts facts_of(const Snapshot& snapshot, const ProbeCounts& probes, const OutageCounts& outages,
               const std::vector<OutageRecord>& open);

}  // namespace traypulse::scrape
