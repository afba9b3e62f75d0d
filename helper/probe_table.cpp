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
    return reuse(kNone, oldest_);
}

std::optional<SlotKey> ProbeTable::take_of_first_identifier(MonoTime now) {
    if (made_ < kSequencesPerIdentifier) return take(now);
    auto before = kNone;
    auto key = oldest_;
    for (int i = 0; i < kLook && key != kNone && key >= kSequencesPerIdentifier; ++i) {
        before = key;
        key = slot(key).next;
    }
    if (key >= kSequencesPerIdentifier) return std::nullopt;  // kNone is, too
    return reuse(before, key);
}

// Takes a finished slot out of the queue; `before` is the one in front of it, kNone for the oldest.
std::optional<SlotKey> ProbeTable::reuse(SlotKey before, SlotKey key) {
    if (key == kNone) return std::nullopt;
    auto& reused = slot(key);
    (before == kNone ? oldest_ : slot(before).next) = reused.next;
    if (newest_ == key) newest_ = before;
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
