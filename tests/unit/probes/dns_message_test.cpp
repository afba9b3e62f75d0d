// Records by hand, for what no server writes: lies, loops, and the longest of everything.
#include "agent/probes/dns_message.h"

#include <doctest/doctest.h>

#include <chrono>

#include "agent/probes/dns_answer.h"
#include "agent/probes/dns_reader.h"
#include "tests/support/doctest_strings.h"

using namespace traypulse;

namespace {

std::span<const std::uint8_t> bytes(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string two(std::size_t n) { return {static_cast<char>(n >> 8U), static_cast<char>(n)}; }

std::string header(unsigned flags, std::size_t answers) {
    return two(7) + two(flags) + two(0) + two(answers) + two(0) + two(0);
}

// One record of the root without a question before it.
std::string message(std::uint16_t type, const std::string& rdata) {
    return header(0x8180, 1) + std::string(1, '\0') + two(type) + two(1) + two(0) + two(300) +
           two(rdata.size()) + rdata;
}

std::string text(std::uint16_t type, const std::string& rdata) {
    const auto all = message(type, rdata);
    const auto records = read_dns_answers(bytes(all));
    return records.ok() ? records.value().at(0).text : records.error().what;
}

const std::string kMalformed = "the answer is malformed (record 1 of 1)";

}  // namespace

TEST_CASE("record types have names and numbers") {
    CHECK(dns_type_number("A") == 1);
    CHECK(dns_type_number("HTTPS") == 65);
    CHECK(dns_type_number("TYPE65280") == 65280);
    for (const auto* no : {"", "a", "TYPE", "TYPE0", "TYPE65536", "TYPE1x", "B"})
        CHECK_FALSE(dns_type_number(no).has_value());
    CHECK(dns_rcode_name(0) == "NOERROR");
    CHECK(dns_rcode_name(10) == "NOTZONE");
    CHECK(dns_rcode_name(15) == "RCODE15");
}

TEST_CASE("a question is RFC 1035's") {
    CHECK(dns_question(0x1234, "a.test", 28) ==
          std::string("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01"
                      "a\x04test\x00\x00\x1c\x00\x01",
                      24));
    CHECK(dns_question(1, ".", 2)->size() == kDnsHeader + 5);
    CHECK_FALSE(dns_question(1, std::string(64, 'a'), 1).has_value());
}

TEST_CASE("record data as dig prints it, and malformed data is said to be so") {
    CHECK(text(1, "\xc0" + std::string("\0\2\1", 3)) == "192.0.2.1");
    CHECK(text(1, "abc") == kMalformed);
    CHECK(text(1, "abcde") == kMalformed);
    CHECK(text(5, std::string("\1a\0", 3)) == "a.");
    CHECK(text(5, std::string("\3a.b\2\x01 \0", 8)) == "a\\.b.\\001\\032.");
    CHECK(text(5, std::string(1, '\0')) == ".");
    CHECK(text(16,
               "\x03"
               "a\"\x80") == "\"a\\\"\\128\"");
    CHECK(text(16, "") == kMalformed);
    CHECK(text(257, std::string("\0\5issue", 7) + "ca.test") == "0 issue \"ca.test\"");
    CHECK(text(65280, "") == "\\# 0");
    CHECK(text(65280, "\x0a\xff") == "\\# 2 0AFF");
    CHECK(text(65, std::string("\0\1\0\0\1\0\6\2h2\2h3\0\3\0\2\1\xbb\0\4\0\4\1\2\3\4", 27)) ==
          "1 . alpn=\"h2,h3\" port=443 ipv4hint=1.2.3.4");
    CHECK(text(65, std::string("\0\1\0\0\3\0\1\1", 8)) == kMalformed);
    CHECK(text(65, std::string("\0\1\0\0\4\0\7\1\2\3\4\5\6\7", 14)) == kMalformed);
}

TEST_CASE("names never lead forwards, in circles, or beyond 255 octets") {
    const auto name_at = [](const std::string& all, std::size_t at) {
        DnsReader reader(bytes(all));
        reader.bytes(at);
        const auto out = reader.name();
        return reader.ok() ? out : "malformed";
    };
    const std::string base("\1a\0\xc0\0\1b\xc0\3\xc0\x09\xc0\x0b", 13);
    CHECK(name_at(base, 0) == "a.");
    CHECK(name_at(base, 3) == "a.");
    CHECK(name_at(base, 5) == "b.a.");
    CHECK(name_at(base, 9) == "malformed");   // itself
    CHECK(name_at(base, 11) == "malformed");  // itself
    CHECK(name_at(std::string("\1a\xc0\0", 4), 0) == "malformed");
    CHECK(name_at(std::string("\xc0\2\0", 3), 0) == "malformed");  // forwards
    CHECK(name_at("\xc0", 0) == "malformed");
    CHECK(name_at("\x40"
                  "a",
                  0) == "malformed");
    CHECK(name_at("", 0) == "malformed");

    std::string longest;
    for (int i = 0; i < 127; ++i) longest += "\1x";
    CHECK(name_at(longest + std::string(1, '\0'), 0).size() == 254);  // 255 octets
    CHECK(name_at("\1x" + longest + std::string(1, '\0'), 0) == "malformed");
}

TEST_CASE("a message of 64 KiB made to take long is read at once") {
    // Pointers that each lead to the one before, in data of no known type; then records whose names
    // are the last of them.
    const auto made_of = [](std::size_t pointers) {
        std::string all = header(0x8180, 0xffff) + std::string("\1a\0", 3) + two(65280) + two(1) +
                          two(0) + two(9) + two(2 * pointers);
        std::size_t before = kDnsHeader;
        for (std::size_t i = 0; i < pointers; ++i) {
            const auto at = all.size();
            all += two(0xc000U | before);
            before = at;
        }
        while (all.size() < 65'500)
            all += two(0xc000U | before) + two(5) + two(1) + two(0) + two(9) + two(2) +
                   two(0xc000U | before);
        return all;
    };
    const auto began = std::chrono::steady_clock::now();
    const auto some = made_of(30);
    const auto records = read_dns_answers(bytes(some));
    REQUIRE(records.ok());
    CHECK(records.value().back().text == "a.");
    const auto many = made_of(4000);
    CHECK(read_dns_answers(bytes(many)).error().what ==
          "the answer is malformed (record 2 of 65535)");
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(1));
}

TEST_CASE("more records than anyone reads are left out") {
    std::string all = header(0x8180, 4000);
    for (int i = 0; i < 4000; ++i)
        all += std::string(1, '\0') + two(1) + two(1) + two(0) + two(9) + two(4) + "abcd";
    const auto records = read_dns_answers(bytes(all));
    REQUIRE(records.ok());
    CHECK(records.value().size() == kMostDnsRecords);
    const auto verdict = judge_dns_answer(bytes(all), {"x.test", 1, "A", {}});
    CHECK(verdict.status == CheckStatus::ok);
    CHECK(verdict.facts.size() < 40);
    const auto wrong = judge_dns_answer(bytes(all), {"x.test", 1, "A", {"192.0.2.1"}});
    CHECK(wrong.reason ==
          "answers 97.98.99.100, 97.98.99.100, 97.98.99.100, 97.98.99.100 and 508 "
          "more where 192.0.2.1 was expected");
}

TEST_CASE("every failure has its words") {
    const DnsAsked asked{"x.test", 1, "A", {}};
    const auto reason = [&](const std::string& all) {
        const auto v = judge_dns_answer(bytes(all), asked);
        CHECK(v.status == CheckStatus::wrong_answer);
        return v.reason;
    };
    CHECK(reason(header(0x8183, 0)) == "the name x.test does not exist (NXDOMAIN)");
    CHECK(reason(header(0x8182, 0)) == "the resolver failed on x.test (SERVFAIL)");
    CHECK(reason(header(0x8185, 0)) == "the resolver refuses to answer (REFUSED)");
    CHECK(reason(header(0x8181, 0)) == "the resolver does not understand the question (FORMERR)");
    CHECK(reason(header(0x8184, 0)) == "the resolver does not know this kind of question (NOTIMP)");
    CHECK(reason(header(0x818f, 0)) == "the resolver answers RCODE15");
    CHECK(reason(header(0x8182, 9)) == "the resolver failed on x.test (SERVFAIL)");
    CHECK(reason(header(0x8180, 0)) == "the name x.test has no A record");
    CHECK(reason(header(0x0100, 0)) == "the answer is malformed (it is a question)");
    CHECK(reason("abc") == "the answer is malformed (shorter than a header)");
    CHECK(reason(header(0x8180, 1)) == "the answer is malformed (record 1 of 1)");
}

TEST_CASE("reverse names") {
    CHECK(reverse_name(*IpAddress::parse("192.0.2.7")) == "7.2.0.192.in-addr.arpa");
    CHECK(reverse_name(*IpAddress::parse("2001:db8::1")) ==
          "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}
