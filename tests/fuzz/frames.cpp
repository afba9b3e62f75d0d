// The frame decoders of both sides: what decodes is what its value encodes to.
#include <algorithm>

#include "shared/codec.h"
#include "tests/fuzz/fuzz.h"

using namespace traypulse;
using namespace traypulse::protocol;

namespace {
template <class Message>
void identity(const std::variant<Message, DecodeError>& decoded, fuzz::Bytes frame) {
    const auto* message = std::get_if<Message>(&decoded);
    if (message == nullptr) return;
    std::vector<std::uint8_t> again;
    encode(*message, again);
    fuzz::require(std::equal(again.begin(), again.end(), frame.begin(), frame.end()));
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const fuzz::Bytes frame(data, size);
    identity(decode_client(frame), frame);
    identity(decode_helper(frame), frame);
    return 0;
}
