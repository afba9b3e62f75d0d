// Anything as a list of another program: every reader ends, and what it proposes is in order.
#include <string>

#include "agent/config/judge.h"
#include "agent/moving/settle.h"
#include "tests/fuzz/fuzz.h"

using namespace traypulse;
using namespace traypulse::moving;

namespace {

void take(Kind kind, const std::vector<Input>& inputs) {
    auto reading = read(kind, inputs);
    if (!reading) {
        fuzz::require(!reading.error().what.empty());
        return;
    }
    settle(reading.value(), {});
    for (const auto& entry : reading.value().entries)
        fuzz::require(entry.file < inputs.size() && entry.line > 0);
    for (const auto& line : remarks_of(reading.value(), inputs))
        fuzz::require(line.find('\x1b') == std::string::npos &&
                      line.find('\n') == std::string::npos);
    config::Written all;
    all.lists["target"] = targets_of(reading.value());
    fuzz::require(config::judge(all).problems.empty());
}

}  // namespace

// The first byte says which reader, and whether the rest is one text or two.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
    (void)recognise(text);
    (void)looks_like_history(text);
    const auto kind = kKinds[data[0] % kKinds.size()];
    const auto cut = data[0] >= 128 ? text.find("\n%%%\n") : std::string::npos;
    if (cut == std::string::npos) {
        take(kind, {{"a", text}});
    } else {
        take(kind, {{"a", text.substr(0, cut)}, {"b", text.substr(cut + 5)}});
    }
    return 0;
}
