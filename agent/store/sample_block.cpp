#include "agent/store/sample_block.h"

#include <limits>

#include "agent/store/varint.h"

namespace traypulse::store {
namespace {

constexpr std::int64_t kBlockMinute = 60'000'000;  // µs

Error damaged_block(const char* what) {
    return {ErrorCode::protocol, std::string("a block of samples is damaged: ") + what, {}};
}

}  // namespace

std::vector<std::uint8_t> encode_block(std::span<const BlockSample> samples) {
    std::vector<std::uint8_t> out;
    out.reserve(samples.size() * 7);
    BlockSample last;
    std::int64_t gap = 0;
    for (const auto& s : samples) {
        const auto next = (s.offset - last.offset).count();
        put_signed(out, next - gap);
        put_varint(out, s.answer);
        put_signed(out, (s.rtt - last.rtt).count());
        gap = next;
        last = s;
    }
    return out;
}

Result<std::vector<BlockSample>> decode_block(std::span<const std::uint8_t> bytes) {
    std::vector<BlockSample> out;
    out.reserve(bytes.size() / 6);
    std::int64_t at = 0;
    std::int64_t gap = 0;
    std::int64_t rtt = 0;
    while (!bytes.empty()) {
        const auto step = take_signed(bytes);
        const auto answer = take_varint(bytes);
        const auto jump = take_signed(bytes);
        if (!step || !answer || !jump) return damaged_block("it ends within a sample");
        // In samples that were put in order, and within one minute, none of this can happen.
        if (__builtin_add_overflow(gap, *step, &gap) || __builtin_add_overflow(at, gap, &at) ||
            at < 0 || at >= kBlockMinute)
            return damaged_block("a time is outside of its minute");
        if (__builtin_add_overflow(rtt, *jump, &rtt) || rtt < 0)
            return damaged_block("a round-trip time is impossible");
        if (*answer > std::numeric_limits<std::uint32_t>::max())
            return damaged_block("an answer's number is impossible");
        out.push_back(
            {std::chrono::microseconds(at), static_cast<std::uint32_t>(*answer), Nanoseconds(rtt)});
    }
    return out;
}

}  // namespace traypulse::store
