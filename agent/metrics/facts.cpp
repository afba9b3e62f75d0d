#include "agent/metrics/facts.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace traypulse::scrape {
namespace {

TargetFigures figures_of(const TargetView& view) {
    TargetFigures out;
    const std::string_view check = view.check;
    const auto colon = check.find("://");
    const auto kind = colon == std::string_view::npos ? "icmp" : check.substr(0, colon);
    auto host = check;
    if (colon != std::string_view::npos) {
        host = check.substr(colon + 3);
        host = host.substr(0, host.find_first_of("/?#"));
    }
    out.labels = ReadyLabels({{"target", view.name}, {"check", kind}});
    out.host = host;
    out.group = view.group;
    out.echo = kind.rfind("icmp", 0) == 0;
    out.state = view.state;
    out.since = view.since;
    if (view.sent > 0) out.loss = view.loss;
    out.jitter = view.jitter;
    return out;
}

}  // namespace

void OutageCounts::on_record(const OutageRecord& record) {
    const auto [it, is_new] = open_.try_emplace(record.id, record.cause);
    if (is_new) ++causes_[record.cause].begun;
    if (!record.ended) return;
    const auto length = std::max<WallTime::duration>(*record.ended - record.began, {});
    causes_[record.cause].seconds += static_cast<double>(length.count()) / 1e6;
    open_.erase(it);
}

OutageCounts::Cause OutageCounts::of(traypulse::Cause cause) const {
    const auto found = causes_.find(cause);
    return found == causes_.end() ? Cause{} : found->second;
}

Facts facts_of(const Snapshot& snapshot, const ProbeCounts& probes, const OutageCounts& outages,
               const std::vector<OutageRecord>& open) {
    Facts out;
    // An outage of everything names every target: not to be searched once for each of them.
    std::unordered_map<std::string_view, std::bitset<32>> explained;
    for (const auto& outage : open) {
        auto& lasting = out.lasting[outage.cause];
        if (lasting.count++ == 0 || outage.began < lasting.first) lasting.first = outage.began;
        for (const auto& name : outage.affected)
            explained[name].set(static_cast<std::size_t>(outage.cause));
    }
    out.targets.reserve(snapshot.targets.size());
    for (const auto& view : snapshot.targets) {
        auto& target = out.targets.emplace_back(figures_of(view));
        target.count = probes.of(view.id);
        if (const auto found = explained.find(view.name); found != explained.end())
            target.explained_by = found->second;
    }
    out.verdict = snapshot.verdict;
    out.outages = outages;
    out.history_writable = snapshot.history_problem.empty();
    out.configuration_good = snapshot.config_problem.empty();
    return out;
}

}  // namespace traypulse::scrape
