#include <algorithm>

#include "shared/bytes.h"
#include "shared/codec.h"

namespace traypulse::protocol {

std::span<std::uint8_t> FrameReader::writable() {
    if (broken_) return {};
    // What is left of a frame moves to the front: at most one partial frame once next() said
    // need_more.
    if (begin_ > 0) {
        std::copy(buffer_.begin() + begin_, buffer_.begin() + end_, buffer_.begin());
        end_ -= begin_;
        begin_ = 0;
    }
    return std::span(buffer_).subspan(end_);
}

void FrameReader::wrote(std::size_t bytes) { end_ = std::min(end_ + bytes, buffer_.size()); }

FrameReader::State FrameReader::next(std::span<const std::uint8_t>& frame) {
    if (broken_) return State::broken;
    const auto held = std::span<const std::uint8_t>(buffer_).subspan(begin_, end_ - begin_);
    if (held.size() < kFrameHeader) return State::need_more;
    const std::size_t length = bytes::read_le<std::uint16_t>(held, 0);
    if (length < kFrameHeader || length > kMaxFrame) {
        broken_ = true;
        return State::broken;
    }
    if (held.size() < length) return State::need_more;
    frame = held.first(length);
    begin_ += length;
    return State::frame;
}

}  // namespace traypulse::protocol
