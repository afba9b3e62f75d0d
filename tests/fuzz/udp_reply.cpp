// What comes back from a UDP port, where DNS, NTP or STUN was expected.
#include <algorithm>

#include "agent/probes/udp_payloads.h"
#include "tests/fuzz/fuzz.h"

using namespace traypulse;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input({data, size});
    const auto which = input.byte() % 3;
    const auto reply = input.take(size);
    ReplyVerdict verdict;
    if (which == 0) verdict = judge_dns_reply(reply, 0x0102);
    if (which == 1) verdict = judge_ntp_reply(reply, 0x1122334455667788);
    if (which == 2) {
        StunTransaction id{};
        std::fill(id.begin(), id.end(), std::uint8_t{'i'});
        verdict = judge_stun_reply(reply, id);
    }
    fuzz::require(verdict.reason.empty() == (verdict.kind != ReplyVerdict::Kind::wrong));
    for (const auto& fact : verdict.facts)
        for (const char c : fact.value) fuzz::require(c >= ' ' && c < 0x7f);
    for (const char c : verdict.reason) fuzz::require(c >= ' ' && c < 0x7f);
    return 0;
}
