// What is remembered of outages: over the program's end, and with their evidence.
#include <algorithm>
#include <utility>

#include "agent/engine/engine.h"
#include "agent/engine/judging.h"
#include "agent/translations/translate.h"

namespace traypulse {
namespace {

/// Of a wide cause, the anchors are what it is seen by; of the rest, the targets themselves.
bool seen_by_anchors(Cause cause) {
    return cause == Cause::router_unreachable || cause == Cause::provider_outage ||
           cause == Cause::captive_portal;
}

/// One may have been written down before the router's link-layer address was known.
bool same_network(const std::string& a, const std::string& b) {
    if (a.empty() || b.empty()) return true;
    const auto router = [](const std::string& id) { return id.substr(0, id.find(' ')); };
    const bool both_full = a.find(' ') != std::string::npos && b.find(' ') != std::string::npos;
    return both_full ? a == b : router(a) == router(b);
}

}  // namespace

void Engine::restore_outages(Instant now, std::vector<OutageRecord> open, std::uint32_t last_id) {
    begin(now);
    book_.continue_after(last_id);
    for (auto& record : open) {
        Outage o;
        o.id = OutageId(record.id);
        o.cause = record.cause;
        o.confidence = record.confidence;
        o.told = record.told;
        // A clock that was set back meanwhile does not make it begin in the future.
        const auto age = std::max<Nanoseconds>(now.wall - record.began, Nanoseconds::zero());
        o.began = {now.mono - age, record.began};
        o.announce_at = o.decide_by = now.mono;
        for (const auto& e : entries_) {
            const auto& spec = e.monitor.spec();
            const bool named = std::find(record.affected.begin(), record.affected.end(),
                                         spec.name) != record.affected.end();
            if (named && spoken_of(e)) o.affected.push_back(e.monitor.id());
            if (named || (seen_by_anchors(o.cause) && spec.role == TargetRole::anchor))
                o.witnesses.push_back(e.monitor.id());
        }
        records_.restore(record);
        if (o.affected.empty() && !is_wide(o.cause))
            records_.close(o.id, now.wall, tr("no longer watched"), effects_);
        else
            book_.restore(std::move(o));
    }
    drop_foreign_outages();
}

void Engine::drop_foreign_outages() {
    const auto here = network_.id();
    if (!network_.known || here.empty()) return;
    book_.drop(tr("another network"), [&](const Outage& o) {
        const auto* record = records_.find(o.id);
        return o.from_before && record != nullptr && !same_network(record->network, here);
    });
}

void Engine::follow_outages(Instant now) {
    records_.follow(
        now, book_.open(), network_.id(),
        [&](TargetId id) {
            const auto* entry = find(id);
            return entry == nullptr ? std::string() : entry->monitor.spec().name;
        },
        effects_);
    for (const auto& o : book_.open()) {
        const auto* record = records_.find(o.id);
        if (o.from_before || record == nullptr || !record->evidence.empty()) continue;
        const bool wide = is_wide(o.cause);
        records_.set_evidence(o.id, dossiers_.claim(o.id, wide ? o.witnesses : o.affected, wide),
                              effects_);
    }
    dossiers_.prune(now.mono);
}

// Said once for each target, in the place of what was said of it before.
void Engine::say_that_icmp_is_blocked(Instant now, Entry& entry) {
    if (!spoken_of(entry)) return;
    const auto id = entry.monitor.id();
    auto outage = book_.take(id);
    if (outage) {
        const std::string how = tr("it does not answer ping, but its service answers");
        effects_.emplace_back(
            effect::OutageClosed{outage->id, outage->cause, now.mono - outage->began.mono, how});
        records_.close(outage->id, now.wall, how, effects_);
    } else if (entry.notes.told_of_silence) {
        return;
    } else {
        outage.emplace();
        outage->affected = {id};
        outage->began = entry.monitor.failing_since();
    }
    outage->cause = Cause::target_blocks_icmp;
    if (std::exchange(entry.notes.told_of_silence, true) && !outage->told) return;
    const auto& service = *entry.notes.service;
    alerting_.remark(now, *outage,
                     blocks_icmp_text(entry.monitor.spec().name,
                                      service.accepts ? std::optional(service.check) : std::nullopt,
                                      service.how));
}

void Engine::on_first_hops(Instant now, std::vector<std::string> hops) {
    begin(now);
    auto* network = networks_.present();
    if (network == nullptr || network->first_hops == hops) return;
    network->first_hops = std::move(hops);
    learnt_ = true;
    settle(now);
}

}  // namespace traypulse
