// A DNS server's answer, of any bytes.
#include <string>

#include "agent/probes/dns_answer.h"
#include "tests/fuzz/fuzz.h"

using namespace traypulse;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input({data, size});
    DnsAsked asked;
    asked.name = "x.test";
    asked.type = static_cast<std::uint16_t>(input.number(2));
    asked.type_name = "X";
    if (input.byte() % 2 == 1) asked.expect = {"192.0.2.1"};
    const auto message = input.take(size);
    const auto verdict = judge_dns_answer(message, asked);
    fuzz::require(verdict.reason.empty() == (verdict.status == CheckStatus::ok));
    fuzz::require(verdict.status == CheckStatus::ok || verdict.status == CheckStatus::wrong_answer);
    constexpr std::size_t kMostFacts = 40;
    fuzz::require(verdict.facts.size() <= kMostFacts);
    // What is shown is text, whatever came.
    for (const auto& fact : verdict.facts)
        for (const char c : fact.value) fuzz::require(c >= ' ' && c < 0x7f);
    for (const char c : verdict.reason) fuzz::require(c >= ' ' && c < 0x7f);
    return 0;
}
