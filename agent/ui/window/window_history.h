// What the window knows of the history: asked when it is drawn, kept while it is open. No toolkit.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/ui/graph/series.h"
#include "agent/ui/history_reader.h"

namespace traypulse::ui {

/// GUI thread. Shows nothing itself: it tells when there is something new.
class WindowHistory {
 public:
    using Series = graph::Series;
    /// The last hour of a target, coarsely.
    static constexpr std::size_t kSparkPoints = 60;

    WindowHistory(HistoryReader& reader, std::function<void()> changed)
        : questions_(reader), changed_(std::move(changed)) {}

    /// Targets, outages and the last hours, where they are older than they should be. Call it when
    /// the window opens and each second while it is seen.
    void refresh(WallTime now);
    /// Something has happened that outages are made of: they are asked again.
    void outages_changed() { outages_due_ = {}; }
    /// What these graphs lack.
    void want(const graph::PixelGrid& grid, WallTime now,
              const std::vector<store::HistoryTarget>& shown);

    /// The configured target of this name, else the one of this name that was removed last.
    [[nodiscard]] const Series* find(const std::string& name) const;
    [[nodiscard]] std::vector<const Series*> configured() const;
    [[nodiscard]] const std::vector<store::GraphPoint>* last_hour(store::HistoryTarget id) const;
    [[nodiscard]] WallTime last_hours_until() const { return last_hours_until_; }
    /// Newest first; those that last before all others.
    [[nodiscard]] const std::vector<OutageRecord>& outages() const { return outages_; }
    /// The first moment that anything is known of.
    [[nodiscard]] std::optional<WallTime> oldest() const;
    /// Asked and answered at least once.
    [[nodiscard]] bool ready() const { return ready_; }
    /// Why there is nothing; empty while all is well.
    [[nodiscard]] const std::optional<Error>& problem() const { return problem_; }

 private:
    void ask_targets(WallTime now);
    void ask_outages(WallTime now);
    void ask_last_hours(WallTime now);
    void ask(const graph::Question& question);
    void failed(const Error& error);
    void set_targets(std::vector<store::KnownTarget> targets);

    HistoryReader::Questions questions_;
    std::function<void()> changed_;
    std::map<std::int64_t, Series> series_;  ///< by HistoryTarget
    std::map<std::int64_t, std::vector<store::GraphPoint>> last_hours_;
    WallTime last_hours_until_;
    std::map<std::string, graph::Question> asked_;
    std::vector<OutageRecord> outages_;
    std::optional<Error> problem_;
    bool ready_ = false;
    WallTime now_;
    WallTime targets_due_, outages_due_, last_hours_due_, retry_at_;
};

}  // namespace traypulse::ui
