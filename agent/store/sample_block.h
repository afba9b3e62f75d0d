// The samples of one target and one minute in few bytes.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "shared/result.h"
#include "shared/types.h"

namespace traypulse::store {

/// One sample of a block. What came back (outcome, TTL, responder) is a row of the table `answer`:
/// there are few different ones, and most samples of a target have the same.
struct BlockSample {
    std::chrono::microseconds offset{};  ///< since the minute began
    std::uint32_t answer = 0;            ///< answer.id
    Nanoseconds rtt{};
    bool operator==(const BlockSample&) const = default;
};

/// The form in the file, and in the view `samples`; it never changes. Each sample is three LEB128
/// numbers (varint.h):
///   1. signed: the distance to the sample before (µs), less that one's own distance,
///   2. the answer's number,
///   3. signed: the round-trip time (ns; 0 where there is none), less that of the sample before,
/// where all is 0 before the first. A sample each second at a steady round-trip time takes about
/// six bytes: two for the sender's jitter, one for the answer, three for that of the network.
/// Why not a row each: SQLite needs some 20 bytes for the same.
std::vector<std::uint8_t> encode_block(std::span<const BlockSample> samples);

/// Error: truncated, or numbers that no block has. Never trusts a number in it.
Result<std::vector<BlockSample>> decode_block(std::span<const std::uint8_t> bytes);

}  // namespace traypulse::store
