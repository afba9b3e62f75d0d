// What the engine says and the prober finds, on its way into the history.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "agent/config/settings.h"
#include "agent/engine/effect.h"
#include "agent/engine/target_monitor.h"
#include "agent/runtime/log.h"
#include "agent/store/store.h"

namespace traypulse::runtime {

/// Loop thread only; never waits for the disk. Targets that a person does not see are left out, and
/// so are bursts of re-checks: they come where something was lost, and would double it.
class HistoryFeed {
 public:
    /// `log` is told where the file cannot be written, and outlives this.
    HistoryFeed(std::string path, Log& log) : path_(std::move(path)), log_(log) {}

    /// Settings and targets of now; what is watched anew begins in the state of `snapshot`.
    void configure(const HistorySettings& settings, const Snapshot& snapshot);
    void result(TargetId target, ProbeSource source, const protocol::ProbeResult& result);
    void outcome(TargetId target, ProbeSource source, const CheckOutcome& outcome, WallTime began);
    void transition(const effect::Transition& transition, WallTime at);
    void outage(const OutageRecord& record);
    void event(store::EventKind kind, const std::string& text, WallTime at, TargetId target = {});
    [[nodiscard]] bool off() const { return !store_; }
    /// Why nothing is written at present and what was lost by it, as a sentence; else empty.
    [[nodiscard]] std::string problem() const;
    /// Somebody could not read the file: each page is looked at.
    void check_file() {
        if (store_) store_->check_file();
    }
    /// All that waits is written, if it can be now; nothing is kept afterwards.
    void close() { store_.reset(); }

 private:
    void open(const store::RetentionSettings& settings);
    [[nodiscard]] bool known(TargetId target) const { return store_ && seen_.contains(target); }

    std::string path_;
    Log& log_;
    std::set<TargetId> seen_;
    std::optional<store::Store> store_;
};

}  // namespace traypulse::runtime
