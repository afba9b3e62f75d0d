// A configuration file that anybody may have written.
#include <string_view>

#include "agent/config/parse.h"
#include "tests/fuzz/fuzz.h"

using namespace traypulse;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto parsed = config::parse(text, "config.toml");
    if (parsed.ok())
        for (const auto& target : parsed.settings.targets) fuzz::require(!target.name.empty());
    for (const auto& problem : parsed.problems) fuzz::require(!problem.reason.empty());
    return 0;
}
