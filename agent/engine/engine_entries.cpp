// The engine's targets: where each of them stands, and when the first of them is due. A fleet has
// thousands, and a thousand results a second: they are not walked through for one.
#include <string_view>
#include <utility>

#include "agent/engine/engine.h"

namespace traypulse {

Engine::Entry* Engine::find(TargetId id) {
    const auto place = places_.find(id);
    return place == places_.end() ? nullptr : &entries_[place->second];
}

const Engine::Entry* Engine::find(TargetId id) const { return const_cast<Engine*>(this)->find(id); }

const TargetSpec* Engine::spec(TargetId id) const {
    const auto* entry = find(id);
    return entry == nullptr ? nullptr : &entry->monitor.spec();
}

void Engine::note_place(const Entry& entry, std::size_t place) {
    places_[entry.monitor.id()] = place;
    if (entry.monitor.spec().role == TargetRole::anchor) anchors_.push_back(place);
}

Engine::Entry& Engine::add(Entry entry) {
    note_place(entry, entries_.size());
    entries_.push_back(std::move(entry));
    return entries_.back();
}

void Engine::remove(TargetId id) {
    std::erase_if(entries_, [&](const auto& e) { return e.monitor.id() == id; });
    places_.clear();
    anchors_.clear();
    for (std::size_t i = 0; i < entries_.size(); ++i) note_place(entries_[i], i);
}

std::vector<Engine::Entry> Engine::take_entries() {
    places_.clear();
    anchors_.clear();
    return std::exchange(entries_, {});
}

// Companions have none, and are nobody's.
void Engine::note_parents() {
    std::unordered_map<std::string_view, TargetId> ids;
    for (const auto& e : entries_)
        if (!e.notes.companion_of) ids.emplace(e.monitor.spec().name, e.monitor.id());
    for (auto& e : entries_) {
        const auto parent = ids.find(e.monitor.spec().parent);
        e.notes.parent = parent == ids.end() ? std::nullopt : std::optional(parent->second);
    }
}

std::optional<MonoTime> Engine::due(const Entry& entry) {
    auto next = entry.monitor.next_deadline();
    const auto consider = [&](const std::optional<MonoTime>& at) {
        if (at && (!next || *at < *next)) next = at;
    };
    consider(entry.retry_at);
    if (entry.notes.substitute) consider(entry.notes.substitute->until);
    if (entry.notes.late_service) consider(entry.notes.believe_at);
    return next;
}

void Engine::note_all_due() {
    due_.resize(entries_.size());
    for (std::size_t i = 0; i < entries_.size(); ++i) due_.set(i, due(entries_[i]));
}

}  // namespace traypulse
