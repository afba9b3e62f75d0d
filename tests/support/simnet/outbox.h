// Packets that wait for their moment. Pure; allocates only while it grows.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "shared/types.h"
#include "tests/support/simnet/packet.h"

namespace traypulse::simnet {

/// Which echo a packet answers, for the record of true delays.
struct EchoNote {
    IpAddress host;
    std::uint16_t identifier = 0;
    std::uint16_t sequence = 0;
    MonoTime seen;  ///< when the request arrived
};

class Outbox {
 public:
    /// A buffer to write a packet into; belongs to the outbox and lasts until the next call.
    Buffer& draft() {
        if (free_.empty()) {
            free_.push_back(static_cast<std::uint32_t>(slots_.size()));
            slots_.emplace_back();
        }
        return slots_[free_.back()].bytes;
    }
    /// Queues the draft. Equal times keep their order.
    void post(MonoTime due, const std::optional<EchoNote>& note) {
        const auto slot = free_.back();
        free_.pop_back();
        slots_[slot].note = note;
        heap_.push_back({due, next_order_++, slot});
        std::push_heap(heap_.begin(), heap_.end(), Later{});
    }
    [[nodiscard]] std::optional<MonoTime> next() const {
        if (heap_.empty()) return std::nullopt;
        return heap_.front().due;
    }
    [[nodiscard]] std::size_t size() const { return heap_.size(); }

    /// Hands every packet that is due to `sink(Bytes, const std::optional<EchoNote>&)`; at most
    /// `most` of them.
    template <class Sink>
    std::size_t deliver(MonoTime now, std::size_t most, Sink&& sink) {
        std::size_t count = 0;
        while (count < most && !heap_.empty() && heap_.front().due <= now) {
            std::pop_heap(heap_.begin(), heap_.end(), Later{});
            const auto slot = heap_.back().slot;
            heap_.pop_back();
            sink(Bytes(slots_[slot].bytes), slots_[slot].note);
            free_.push_back(slot);
            ++count;
        }
        return count;
    }

 private:
    struct Slot {
        Buffer bytes;
        std::optional<EchoNote> note;
    };
    struct Entry {
        MonoTime due;
        std::uint64_t order = 0;
        std::uint32_t slot = 0;
    };
    struct Later {
        bool operator()(const Entry& a, const Entry& b) const {
            return a.due != b.due ? a.due > b.due : a.order > b.order;
        }
    };
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_;
    std::vector<Entry> heap_;
    std::uint64_t next_order_ = 0;
};

}  // namespace traypulse::simnet
