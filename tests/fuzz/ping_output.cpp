// What /usr/bin/ping prints, in any locale, cut anywhere.
#include <string_view>

#include "agent/probes/ping_output.h"
#include "tests/fuzz/fuzz.h"

using namespace traypulse;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input({data, size});
    const int status = input.byte() % 4;
    const auto text = [](fuzz::Bytes bytes) {
        return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    };
    const auto err = text(input.take(input.byte()));
    const auto out = text(input.take(size));
    const auto result = parse_ping_output(out, err, status);
    fuzz::require(result.rtt.value >= Nanoseconds::zero() &&
                  result.rtt.value <= std::chrono::hours{1});
    fuzz::require(result.outcome != protocol::Outcome::timeout || (status == 1 && err.empty()));
    return 0;
}
