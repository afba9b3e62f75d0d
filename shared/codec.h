// Frames of PROTOCOL.md ↔ values of protocol.h. Pure, any thread, no allocation while decoding.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/protocol.h"

namespace traypulse::protocol {

/// The largest frame, header included. Fixed so that a reader needs one small buffer per
/// connection.
inline constexpr std::size_t kMaxFrame = 512;
/// u16 length (of the whole frame), u16 type; little-endian.
inline constexpr std::size_t kFrameHeader = 4;

/// Appends one frame. The values are written as they are; the receiving side judges them.
void encode(const ClientMessage& message, std::vector<std::uint8_t>& out);
void encode(const HelperMessage& message, std::vector<std::uint8_t>& out);

/// Why a frame was refused. The text is for the log of the side that refuses.
struct DecodeError {
    std::string_view what;
};

/// Decodes exactly one whole frame (header included). Every length, enum and reserved byte is
/// checked.
std::variant<ClientMessage, DecodeError> decode_client(std::span<const std::uint8_t> frame);
std::variant<HelperMessage, DecodeError> decode_helper(std::span<const std::uint8_t> frame);

/// Cuts a byte stream into frames, however the reads fall. Holds at most one partial frame.
class FrameReader {
 public:
    enum class State { need_more, frame, broken };

    /// Where the next read may write, and how much. Never empty unless broken.
    std::span<std::uint8_t> writable();
    /// So many bytes were written there.
    void wrote(std::size_t bytes);
    /// Takes the next whole frame; valid until the next call of writable(). Call until it says
    /// need_more. broken: a length below the header or above kMaxFrame; stays broken.
    State next(std::span<const std::uint8_t>& frame);

 private:
    std::array<std::uint8_t, 8 * kMaxFrame> buffer_{};
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    bool broken_ = false;
};

}  // namespace traypulse::protocol
