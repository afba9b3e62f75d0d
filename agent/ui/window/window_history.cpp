#include "agent/ui/window/window_history.h"

#include <algorithm>
#include <utility>

namespace traypulse::ui {
namespace {

using std::chrono::seconds;
using store::History;

// How old an answer may be while nothing says that it changed.
constexpr auto kTargetsAge = seconds(5);
constexpr auto kOutagesAge = seconds(10);
constexpr auto kLastHourAge = seconds(10);
/// A file that cannot be read is not asked for each frame.
constexpr auto kRetry = seconds(1);

std::string key_of(const graph::Question& q) {
    const auto id = std::to_string(q.target.value);
    switch (q.what) {
        case graph::Asked::points:
            return "points " + id;
        case graph::Asked::tail:
            return "tail " + id;
        case graph::Asked::overview:
            return "overview " + id;
        case graph::Asked::states:
            break;
    }
    return "states " + id;
}

/// What is being asked does for what is wanted now.
bool serves(const graph::Question& asked, const graph::Question& wanted) {
    if (asked.what != graph::Asked::points) return true;
    return asked.step == wanted.step && asked.range.from <= wanted.range.from &&
           asked.range.until + wanted.step * 2 >= wanted.range.until;
}

bool newer(const OutageRecord& a, const OutageRecord& b) {
    if (a.ended.has_value() != b.ended.has_value()) return !a.ended;
    return a.began > b.began;
}

}  // namespace

void WindowHistory::failed(const Error& error) {
    problem_ = error;
    ready_ = true;
    retry_at_ = now_ + kRetry;
    changed_();
}

void WindowHistory::refresh(WallTime now) {
    now_ = now;
    if (now < retry_at_) return;
    if (now >= targets_due_ && !questions_.pending("targets")) ask_targets(now);
    if (series_.empty()) return;
    if (now >= outages_due_ && !questions_.pending("outages")) ask_outages(now);
    if (now >= last_hours_due_ && !questions_.pending("last hours")) ask_last_hours(now);
}

void WindowHistory::ask_targets(WallTime now) {
    targets_due_ = now + kTargetsAge;
    questions_.ask("targets", [this](History& history) -> HistoryReader::Show {
        return [this, found = history.targets()]() mutable {
            if (!found.ok()) return failed(found.error());
            set_targets(std::move(found.value()));
        };
    });
}

void WindowHistory::set_targets(std::vector<store::KnownTarget> targets) {
    const bool first = !std::exchange(ready_, true) || problem_ || series_.empty();
    problem_.reset();
    for (auto& target : targets) {
        const auto [it, is_new] = series_.try_emplace(target.id.value, target);
        if (!is_new) it->second.set_target(std::move(target));
    }
    if (first) refresh(now_);
    changed_();
}

void WindowHistory::ask_outages(WallTime now) {
    outages_due_ = now + kOutagesAge;
    const store::TimeRange all{now - graph::kMostSpan, now + kOutagesAge};
    questions_.ask("outages", [this, all](History& history) -> HistoryReader::Show {
        auto found = history.outages(all);
        if (found.ok()) std::stable_sort(found.value().begin(), found.value().end(), newer);
        return [this, found = std::move(found)]() mutable {
            if (!found.ok()) return failed(found.error());
            outages_ = std::move(found.value());
            changed_();
        };
    });
}

void WindowHistory::ask_last_hours(WallTime now) {
    last_hours_due_ = now + kLastHourAge;
    std::vector<store::HistoryTarget> targets;
    for (const auto* series : configured()) targets.push_back(series->target().id);
    const store::TimeRange hour{now - std::chrono::hours(1), now};
    questions_.ask("last hours", [this, targets, hour](History& history) -> HistoryReader::Show {
        std::map<std::int64_t, std::vector<store::GraphPoint>> out;
        for (const auto target : targets) {
            // A few of the widths that the history knows lie between these numbers.
            auto graph = history.graph(target, hour, kSparkPoints + 1);
            if (graph.ok()) out[target.value] = std::move(graph.value().points);
        }
        return [this, out = std::move(out), until = hour.until]() mutable {
            last_hours_ = std::move(out);
            last_hours_until_ = until;
            changed_();
        };
    });
}

void WindowHistory::want(const graph::PixelGrid& grid, WallTime now,
                         const std::vector<store::HistoryTarget>& shown) {
    now_ = now;
    if (now < retry_at_) return;
    for (const auto& [id, series] : series_) {
        const bool is_shown =
            std::find(shown.begin(), shown.end(), series.target().id) != shown.end();
        if (!is_shown && series.target().removed) continue;
        for (const auto& question : series.wanted(grid, now, is_shown)) {
            const auto key = key_of(question);
            const auto before = asked_.find(key);
            if (questions_.pending(key) && before != asked_.end() &&
                serves(before->second, question))
                continue;
            asked_.insert_or_assign(key, question);
            ask(question);
        }
    }
}

void WindowHistory::ask(const graph::Question& q) {
    questions_.ask(key_of(q), [this, q](History& history) -> HistoryReader::Show {
        const auto show = [this, q](auto answer) {
            return [this, q, answer = std::move(answer)]() mutable {
                if (!answer.ok()) return failed(answer.error());
                const auto found = series_.find(q.target.value);
                if (found == series_.end()) return;
                found->second.answer(q, std::move(answer.value()));
                changed_();
            };
        };
        if (q.what == graph::Asked::states) return show(history.intervals(q.target, q.range));
        return show(history.graph(q.target, q.range, q.most_points));
    });
}

const WindowHistory::Series* WindowHistory::find(const std::string& name) const {
    const Series* best = nullptr;
    for (const auto& [id, series] : series_) {
        if (series.target().name != name) continue;
        if (!series.target().removed) return &series;
        if (!best || *best->target().removed < *series.target().removed) best = &series;
    }
    return best;
}

std::vector<const WindowHistory::Series*> WindowHistory::configured() const {
    std::vector<const Series*> out;
    for (const auto& [id, series] : series_)
        if (!series.target().removed) out.push_back(&series);
    return out;
}

const std::vector<store::GraphPoint>* WindowHistory::last_hour(store::HistoryTarget id) const {
    const auto found = last_hours_.find(id.value);
    return found == last_hours_.end() ? nullptr : &found->second;
}

std::optional<WallTime> WindowHistory::oldest() const {
    std::optional<WallTime> out;
    for (const auto& [id, series] : series_)
        if (!out || series.target().added < *out) out = series.target().added;
    return out;
}

}  // namespace traypulse::ui
