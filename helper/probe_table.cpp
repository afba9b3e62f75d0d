#include "helper/probe_table.h"

namespace traypulse::helper {

std::optional<SlotKey> ProbeTable::take(MonoTime now) {
    const bool grow = oldest_ == kNone || slot(oldest_).finished + kKeep > now;
    if (grow && made_ < most_) {
        if (made_ % kBlock == 0) blocks_.push_back(std::make_unique<Slot[]>(kBlock));
        const auto key = made_++;
        slot(key).state = Slot::State::reserved;
        return key;
    }
    if (oldest_ == kNone) return std::nullopt;
    const auto key = oldest_;
    auto& reused = slot(key);
    oldest_ = reused.next;
    if (oldest_ == kNone) newest_ = kNone;
    reused = Slot{};
    reused.state = Slot::State::reserved;
    return key;
}

Slot* ProbeTable::find(SlotKey key) { return key < made_ ? &slot(key) : nullptr; }

void ProbeTable::finish(SlotKey key, Slot::State outcome, MonoTime now) {
    auto& done = slot(key);
    done.state = outcome;
    done.finished = now;
    done.next = kNone;
    if (newest_ == kNone)
        oldest_ = key;
    else
        slot(newest_).next = key;
    newest_ = key;
}

void ProbeTable::amend(SlotKey key, Slot::State outcome) { slot(key).state = outcome; }

}  // namespace traypulse::helper
