// Packed samples: what unpacks lies within its minute, and packs to something that unpacks the
// same.
#include "agent/store/sample_block.h"
#include "tests/fuzz/fuzz.h"

using namespace traypulse;
using namespace std::chrono_literals;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto block = store::decode_block({data, size});
    if (!block) return 0;
    for (const auto& s : block.value())
        fuzz::require(s.offset >= 0us && s.offset < 1min && s.rtt >= Nanoseconds::zero());
    const auto again = store::decode_block(store::encode_block(block.value()));
    fuzz::require(again.ok() && again.value() == block.value());
    return 0;
}
