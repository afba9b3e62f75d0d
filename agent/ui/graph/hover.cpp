#include "agent/ui/graph/hover.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "agent/engine/words.h"
#include "agent/translations/translate.h"
#include "agent/ui/graph/local_calendar.h"

namespace traypulse::ui::graph {
namespace {

constexpr auto kSeconds = std::chrono::seconds(30);  // of a column: then they mean something

std::string beside(const std::string& a, const std::string& b) {
    return trc("beside each other in one line", "{0} · {1}", a, b);
}

std::string percent(std::uint64_t part, std::uint64_t all) {
    const double share = 100.0 * static_cast<double>(part) / static_cast<double>(all);
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), share < 10 ? "%.2g" : "%.0f", share);
    return percent_text(localised(text.data()));
}

std::string values_of(const Column* c) {
    if (!c || c->sent + c->not_sent == 0) return tr("nothing was asked");
    if (c->sent == 0) return tr("nothing could be sent");
    if (c->answered == 0)
        return c->sent == 1 ? std::string(tr("no answer"))
                            : trn("no answer to {0} request", "no answer to {0} requests", c->sent);
    auto out = latency_words(c->rtt.median);
    if (c->answered > 1)
        out = tr("{0} ({1} to {2})", out, latency_words(c->rtt.least), latency_words(c->rtt.most));
    return c->sent > 1 ? tr("{0}, {1} of {2} lost", out, c->lost, c->sent) : out;
}

std::string state_at(const std::vector<Run>& runs, int x) {
    for (const auto& run : runs) {
        if (x < run.x || x >= run.end()) continue;
        switch (run.shade) {
            case Shade::up:
                return tr("up");
            case Shade::degraded:
                return tr("degraded");
            case Shade::down:
                return tr("down");
            case Shade::unknown:
                return tr("unknown");
            case Shade::none:
                break;
        }
    }
    return tr("not watched");
}

std::string outages_at(std::string out, const std::vector<OutageMark>& marks,
                       const std::vector<OutageRecord>& outages, int x) {
    for (const auto& mark : marks) {
        if (x < mark.x || x >= mark.x + mark.width) continue;
        const auto& o = outages[mark.outage];
        out = beside(out, o.ended ? tr("{0}, {1}", mark.title, words::duration(*o.ended - o.began))
                                  : mark.title);
    }
    return out;
}

}  // namespace

std::string hover_words(const Scene& scene, const std::vector<OutageRecord>& outages,
                        const Lane* lane, int x) {
    const int column = std::clamp(x - scene.left, 0, scene.grid.width - 1);
    std::string out =
        moment_words(scene.grid.at(column + 0.5), scene.now, scene.grid.step < kSeconds);
    if (lane) {
        auto values = tr("{0}: {1}", lane->title, values_of(column_at(lane->columns, column)));
        // That it was up goes without saying where it has answered.
        if (const auto state = state_at(lane->states, column); state != tr("up"))
            values = tr("{0}, {1}", values, state);
        out = beside(out, values);
    }
    return outages_at(std::move(out), lane ? lane->marks : scene.marks, outages, column);
}

std::string picture_words(const Scene& scene, const TimeAxis& axis) {
    auto out = tr("{0}.", range_words({axis.from(), axis.until()}, axis.now()));
    for (const auto& lane : scene.lanes) {
        std::uint64_t sent = 0;
        std::uint64_t lost = 0;
        for (const auto& c : lane.columns) {
            sent += c.sent;
            lost += c.lost;
        }
        if (sent == 0)
            out = sentences(out, tr("{0}: nothing was measured.", lane.title));
        else if (lane.latest.empty())
            out = sentences(out, tr("{0}: no answer, {1} lost.", lane.title, percent(lost, sent)));
        else
            out = sentences(out, tr("{0}: latest {1}, {2} lost.", lane.title, lane.latest,
                                    percent(lost, sent)));
    }
    if (scene.marks.empty()) return sentences(out, tr("No outages."));
    return sentences(out, tr("Outages: {0}.", scene.marks.size()));
}

}  // namespace traypulse::ui::graph
