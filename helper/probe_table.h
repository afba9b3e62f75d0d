// Every request on its way, found by the identifier and sequence number that its reply carries.
// Pure.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "helper/stamp.h"
#include "shared/ip_address.h"
#include "shared/types.h"

namespace traypulse::helper {

/// Number of a slot. Identifier and sequence number on the wire are its upper and lower 16 bits.
using SlotKey = std::uint32_t;
inline constexpr std::uint32_t kSequencesPerIdentifier = 65536;

/// One request. Kept after its outcome until the slot is needed again, so that late and duplicate
/// replies are known for what they are.
struct Slot {
    enum class State : std::uint8_t { unused, reserved, waiting, answered, lost };
    State state = State::unused;
    std::uint64_t cookie = 0;
    IpAddress destination;
    Stamp sent;
    std::uint32_t stream = 0;
    std::uint32_t stream_generation = 0;
    Sequence sequence;
    MonoTime finished;  ///< when it became answered or lost
    SlotKey next = 0;   ///< of the queue of finished slots
};

/// Slots of one socket. No allocation per request: memory grows by blocks while slots are wanted
/// sooner than kKeep after their outcome, to the number of keys at most. One thread.
class ProbeTable {
 public:
    /// How long an outcome is remembered while there is memory to do so.
    static constexpr Nanoseconds kKeep = std::chrono::seconds{10};

    /// `identifiers` × 65,536 keys at most.
    explicit ProbeTable(std::uint32_t identifiers) : most_(identifiers * kSequencesPerIdentifier) {}

    /// A slot for a new request, state reserved; nullopt when every key is waiting for its reply.
    std::optional<SlotKey> take(MonoTime now);
    /// The same among the keys of the first identifier: a flow has one only. While no more keys
    /// than those were ever wanted at once, which the quotas see to, that is any key.
    std::optional<SlotKey> take_of_first_identifier(MonoTime now);
    /// nullptr for a key that was never given out.
    [[nodiscard]] Slot* find(SlotKey key);
    /// The request has its outcome (answered or lost): the slot may be given out again, oldest
    /// first.
    void finish(SlotKey key, Slot::State outcome, MonoTime now);
    /// A further outcome of a slot that is finished: a late reply makes it answered.
    void amend(SlotKey key, Slot::State outcome);
    [[nodiscard]] std::uint32_t size() const { return made_; }

 private:
    static constexpr std::uint32_t kBlock = 256;
    static constexpr SlotKey kNone = 0xffffffff;
    /// How far the queue of finished slots is looked through for one of the first identifier.
    static constexpr int kLook = 1024;
    std::optional<SlotKey> reuse(SlotKey before, SlotKey key);
    Slot& slot(SlotKey key) { return blocks_[key / kBlock][key % kBlock]; }

    std::uint32_t most_;
    std::uint32_t made_ = 0;
    std::vector<std::unique_ptr<Slot[]>> blocks_;
    SlotKey oldest_ = kNone;
    SlotKey newest_ = kNone;
};

}  // namespace traypulse::helper
