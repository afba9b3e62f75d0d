// What waits to be read by one client: bounded, and honest about what did not fit. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shared/limits.h"
#include "shared/protocol.h"

namespace traypulse::helper {

/// Encoded frames in order. When full, the oldest results that are not yet on their way give way to
/// one Missed with their number; other frames are never dropped. One thread.
class OutputQueue {
 public:
    explicit OutputQueue(std::size_t limit = limits::kOutputQueue) : limit_(limit) {}

    /// False when it does not fit although every result was dropped: the client must go.
    bool push(const protocol::HelperMessage& message);
    /// What to write next.
    [[nodiscard]] std::span<const std::uint8_t> pending() const {
        return std::span(bytes_).subspan(begin_);
    }
    /// So many bytes of pending() were written.
    void wrote(std::size_t bytes);
    [[nodiscard]] bool empty() const { return begin_ == bytes_.size(); }
    [[nodiscard]] std::size_t size() const { return bytes_.size() - begin_; }

 private:
    void drop_results();

    std::size_t limit_;
    std::vector<std::uint8_t> bytes_;
    std::size_t begin_ = 0;  // bytes before it are written
    std::size_t whole_ = 0;  // begin of the first frame of which nothing is written yet
};

}  // namespace traypulse::helper
