#include "agent/engine/records.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "agent/engine/judging.h"

namespace traypulse {

void OutageRecords::restore(OutageRecord record) {
    open_.push_back({std::move(record), {}, true, {}});
}

OutageRecords::Entry* OutageRecords::entry(OutageId id) {
    const auto it = std::find_if(open_.begin(), open_.end(),
                                 [&](const auto& e) { return e.record.id == id.value; });
    return it == open_.end() ? nullptr : &*it;
}

const OutageRecord* OutageRecords::find(OutageId id) const {
    const auto* found = const_cast<OutageRecords*>(this)->entry(id);
    return found == nullptr ? nullptr : &found->record;
}

void OutageRecords::follow(Instant now, const std::vector<Outage>& open, const std::string& network,
                           const NameOf& name_of, std::vector<Effect>& out) {
    for (const auto& o : open) {
        auto* e = entry(o.id);
        if (e == nullptr) {
            Entry fresh;
            fresh.record.id = o.id.value;
            fresh.record.network = network;
            fresh.record.began = o.began.wall;
            fresh.save_at = now.mono + judging::kAnnounceHold;
            open_.push_back(std::move(fresh));
            e = &open_.back();
        }
        auto& r = e->record;
        bool changed = r.cause != o.cause || r.confidence != o.confidence || r.told != o.told;
        r.cause = o.cause;
        r.confidence = o.confidence;
        r.told = o.told;
        if (o.began.wall < r.began) r.began = o.began.wall;
        // What was affected once belongs to it, also when it has come back before the rest.
        if (e->affected != o.affected) {
            e->affected = o.affected;
            std::unordered_set<std::string> known(r.affected.begin(), r.affected.end());
            for (auto id : o.affected) {
                const auto name = name_of(id);
                if (name.empty() || !known.insert(name).second) continue;
                r.affected.push_back(name);
                changed = true;
            }
        }
        const bool due = !e->saved && (o.announced || (e->save_at && now.mono >= *e->save_at));
        if (due || (e->saved && changed)) save(*e, out);
    }
}

void OutageRecords::set_evidence(OutageId id, std::vector<Evidence> lines,
                                 std::vector<Effect>& out) {
    auto* e = entry(id);
    if (e == nullptr || lines.empty()) return;
    e->record.evidence = std::move(lines);
    if (e->saved) save(*e, out);
}

void OutageRecords::close(OutageId id, WallTime ended, const std::string& how,
                          std::vector<Effect>& out) {
    auto* e = entry(id);
    if (e == nullptr) return;
    e->record.ended = ended;
    e->record.how = how;
    // One that was over before it was announced leaves no trace but in the log.
    if (e->saved) {
        save(*e, out);
        closed_.push_front(std::make_shared<const OutageRecord>(e->record));
        if (closed_.size() > kMostRecords) closed_.pop_back();
    }
    open_.erase(open_.begin() + (e - open_.data()));
}

std::vector<std::shared_ptr<const OutageRecord>> OutageRecords::all() const {
    std::vector<std::shared_ptr<const OutageRecord>> out;
    for (const auto& e : open_)
        if (out.size() < kMostRecords)
            out.push_back(std::make_shared<const OutageRecord>(e.record));
    for (const auto& record : closed_)
        if (out.size() < kMostRecords) out.push_back(record);
    return out;
}

std::optional<MonoTime> OutageRecords::next_deadline() const {
    std::optional<MonoTime> next;
    for (const auto& e : open_)
        if (!e.saved && e.save_at && (!next || *e.save_at < *next)) next = e.save_at;
    return next;
}

void OutageRecords::save(Entry& entry, std::vector<Effect>& out) {
    entry.saved = true;
    entry.save_at.reset();
    out.emplace_back(effect::SaveOutage{entry.record});
}

}  // namespace traypulse
