// The same bytes give the same frames, however the reads fall. The first byte seeds the splits.
#include <algorithm>
#include <vector>

#include "shared/codec.h"
#include "tests/fuzz/fuzz.h"

using namespace traypulse;
using namespace traypulse::protocol;

namespace {

struct Seen {
    std::vector<std::vector<std::uint8_t>> frames;
    bool broken = false;
    bool operator==(const Seen&) const = default;
};

template <class Step>
Seen read(fuzz::Bytes bytes, Step step) {
    Seen out;
    FrameReader reader;
    while (!bytes.empty() && !out.broken) {
        const auto room = reader.writable();
        fuzz::require(!room.empty());
        const auto n = std::min({room.size(), bytes.size(), step()});
        std::copy_n(bytes.begin(), n, room.begin());
        reader.wrote(n);
        bytes = bytes.subspan(n);
        fuzz::Bytes frame;
        auto state = reader.next(frame);
        for (; state == FrameReader::State::frame; state = reader.next(frame))
            out.frames.emplace_back(frame.begin(), frame.end());
        out.broken = state == FrameReader::State::broken;
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto bytes = fuzz::Bytes(data, size).subspan(1);
    std::uint32_t seed = data[0];
    const auto random = [&] {
        seed = seed * 1664525U + 1013904223U;
        return std::size_t{1} + (seed >> 16) % 700;
    };
    const auto whole = read(bytes, [] { return std::size_t{1} << 20; });
    fuzz::require(read(bytes, [] { return std::size_t{1}; }) == whole);
    fuzz::require(read(bytes, random) == whole);
    return 0;
}
