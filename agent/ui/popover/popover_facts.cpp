#include "agent/ui/popover/popover_facts.h"

namespace traypulse::ui {
namespace {

using namespace std::chrono_literals;

/// A minute each; an hour that begins within one touches 61.
constexpr std::size_t kSparkPoints = 61;
/// Longer ago it is no news any more; the full window has it.
constexpr auto kNews = 24h * 7;

store::TimeRange until(WallTime now, Nanoseconds length) {
    return {now - std::chrono::duration_cast<WallTime::duration>(length), now};
}

std::optional<OutageRecord> newest_ended(std::vector<OutageRecord> outages) {
    std::optional<OutageRecord> out;
    for (auto& o : outages)
        if (o.ended && (!out || *o.ended > *out->ended)) out = std::move(o);
    return out;
}

}  // namespace

Nanoseconds length_of(PastSpan span) {
    switch (span) {
        case PastSpan::hour:
            return 1h;
        case PastSpan::day:
            return 24h;
        case PastSpan::week:
            break;
    }
    return 24h * 7;
}

std::string words_of(PastSpan span) {
    switch (span) {
        case PastSpan::hour:
            return "1 h";
        case PastSpan::day:
            return "24 h";
        case PastSpan::week:
            break;
    }
    return "7 d";
}

PopoverFacts read_popover_facts(store::History& history, WallTime now, PastSpan span) {
    PopoverFacts out;
    out.span = span;
    const auto targets = history.targets();
    if (!targets) {
        out.problem = targets.error();
        return out;
    }
    for (const auto& t : targets.value()) {
        if (t.removed) continue;
        auto graph = history.graph(t.id, until(now, 1h), kSparkPoints);
        const auto availability = history.availability(t.id, until(now, length_of(span)));
        if (!graph || !availability) {
            out.problem = graph ? availability.error() : graph.error();
            return out;
        }
        out.targets[t.name] = {std::move(graph.value().points), availability.value().ratio()};
    }
    if (auto outages = history.outages(until(now, kNews)))
        out.last_outage = newest_ended(std::move(outages).value());
    return out;
}

}  // namespace traypulse::ui
