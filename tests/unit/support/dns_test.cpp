#include "tests/support/simnet/dns.h"

#include <doctest/doctest.h>

#include "tests/unit/support/packets.h"

using namespace traypulse::simnet;

namespace {

Buffer query(const std::string& name, std::uint8_t type) {
    Buffer out{0xab, 0xcd, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0};
    std::size_t at = 0;
    while (at < name.size()) {
        const auto end = std::min(name.find('.', at), name.size());
        out.push_back(static_cast<std::uint8_t>(end - at));
        out.insert(out.end(), name.begin() + static_cast<std::ptrdiff_t>(at),
                   name.begin() + static_cast<std::ptrdiff_t>(end));
        at = end + 1;
    }
    out.insert(out.end(), {0, 0, type, 0, 1});
    return out;
}
constexpr std::uint8_t kA = 1;
constexpr std::uint8_t kAaaa = 28;

int code(const std::optional<Buffer>& answer) { return answer ? (*answer)[3] & 0x0f : -1; }
int count(const std::optional<Buffer>& answer) { return answer ? (*answer)[7] : -1; }

}  // namespace

TEST_CASE("a scripted name is answered with its address and ttl") {
    NameServer dns;
    dns.add("Shop.Test.", ip("10.99.3.1"), 0x01020304);
    const auto question = query("shop.test", kA);
    const auto answer = dns.answer(question);
    REQUIRE(answer);
    CHECK((*answer)[0] == 0xab);
    CHECK((*answer)[1] == 0xcd);
    CHECK(((*answer)[2] & 0x80) != 0);
    CHECK(code(answer) == 0);
    CHECK(count(answer) == 1);
    const Buffer record(answer->begin() + static_cast<std::ptrdiff_t>(question.size()),
                        answer->end());
    CHECK(record == Buffer{0xc0, 12, 0, 1, 0, 1, 1, 2, 3, 4, 0, 4, 10, 99, 3, 1});
    CHECK(dns.queries("SHOP.test") == 1);
}

TEST_CASE("a name without that type is empty, an unknown one does not exist") {
    NameServer dns;
    dns.add("shop.test", ip("10.99.3.1"), 60);
    CHECK(code(dns.answer(query("shop.test", kAaaa))) == 0);
    CHECK(count(dns.answer(query("shop.test", kAaaa))) == 0);
    CHECK(code(dns.answer(query("other.test", kA))) == 3);
    dns.add("*", ip("10.99.9.9"), 60);
    CHECK(count(dns.answer(query("other.test", kA))) == 1);
    dns.remove("shop.test");
    dns.remove("*");
    CHECK(code(dns.answer(query("shop.test", kA))) == 3);
}

TEST_CASE("several addresses are all answered") {
    NameServer dns;
    dns.add("two.test", ip("10.99.3.1"), 60);
    dns.add("two.test", ip("10.99.3.2"), 60);
    dns.add("two.test", ip("fd99::3:1"), 60);
    CHECK(count(dns.answer(query("two.test", kA))) == 2);
    CHECK(count(dns.answer(query("two.test", kAaaa))) == 1);
}

TEST_CASE("it fails in every way that name servers fail") {
    NameServer dns;
    dns.add("shop.test", ip("10.99.3.1"), 60);
    const auto with = [&](NameServer::Mode mode) {
        dns.set_mode(mode);
        return code(dns.answer(query("shop.test", kA)));
    };
    CHECK(with(NameServer::Mode::servfail) == 2);
    CHECK(with(NameServer::Mode::nxdomain) == 3);
    CHECK(with(NameServer::Mode::refused) == 5);
    CHECK(with(NameServer::Mode::silent) == -1);
    CHECK(with(NameServer::Mode::answer) == 0);
    CHECK(dns.queries() == 5);
}

TEST_CASE("what is cut short or no query is not answered") {
    NameServer dns;
    const auto good = query("shop.test", kA);
    for (std::size_t size = 0; size < good.size(); ++size)
        CHECK_FALSE(dns.answer({good.data(), size}));
    auto response = good;
    response[2] |= 0x80;
    CHECK_FALSE(dns.answer(response));
    auto long_label = good;
    long_label[12] = 0xc0;
    CHECK_FALSE(dns.answer(long_label));
}
