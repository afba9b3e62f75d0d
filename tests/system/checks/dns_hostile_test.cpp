// DNS checks against servers that misbehave, at odd addresses, and cut short.
#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>

#include "agent/probes/check_dns.h"
#include "tests/support/namespace.h"
#include "tests/system/checks/check_rig.h"
#include "tests/system/checks/dns_messages.h"

using namespace traypulse;
using namespace traypulse::test;
using namespace std::chrono_literals;

namespace {}  // namespace

TEST_CASE("dns: a link-local resolver, an answer from itself, and no more files") {
    Namespace space;
    CheckRig rig;
    make_link_local();
    const auto answer = [](const std::string& q) {
        return Replies{response(q, {record_of(1, kAddress)})};
    };
    UdpServer near("fe80::1%near", 0, answer);
    auto o = rig.run<DnsCheck>(dns("fe80::1%near", near.port(), "x.test", "A"));
    CHECK(o.status == CheckStatus::ok);
    CHECK(fact(o, "answer") == "192.0.2.1");
    only_port(40'000);
    CHECK(rig.run<DnsCheck>(dns("127.0.0.1", 40'000, "x.test", "A")).status ==
          CheckStatus::refused);
    const NoMoreFiles none;
    o = rig.run<DnsCheck>(dns("127.0.0.1", 53, "x.test", "A"));
    CHECK(o.status == CheckStatus::not_sent);
    CHECK(o.error == EMFILE);
}

TEST_CASE("dns: hostile answers: wrong ids, garbage, loops, lies about lengths") {
    Namespace space;
    CheckRig rig;
    const auto against = [&](const std::string& host, UdpServer::Answer answer,
                             const std::string& type = "A") {
        UdpServer server(host, 0, std::move(answer));
        auto request = dns(host, server.port(), "x.test", type);
        request.timeout = 300ms;
        return rig.run<DnsCheck>(request);
    };
    for (const auto& host : kLoopbacks) {
        CAPTURE(host);
        const auto good = [](const std::string& q) {
            return response(q, {record_of(1, kAddress)});
        };
        auto o = against(host, [&](const std::string& q) {
            auto forged = good(q);
            forged[0] = static_cast<char>(forged[0] ^ 1);
            return Replies{forged, "", "\x01", forged.substr(0, 7), good(q)};
        });
        CHECK(o.status == CheckStatus::ok);
        CHECK(fact(o, "answer") == "192.0.2.1");
        CHECK(fact(o, "ignored") == "4");
        // Right id, another question.
        o = against(host, [&](const std::string& q) {
            auto other = good(q);
            other[13] = 'y';
            return Replies{other};
        });
        CHECK(o.status == CheckStatus::timeout);
        o = against(host, [](const std::string&) { return Replies(100, std::string(40, '\xc0')); });
        CHECK(o.status == CheckStatus::timeout);
        CHECK(fact(o, "ignored") == "100");
        CHECK(o.reason == "only answers to other questions within 300 ms");
        // The question sent back.
        o = against(host, [](const std::string& q) { return Replies{q}; });
        CHECK(o.status == CheckStatus::wrong_answer);
        CHECK(o.reason == "the answer is malformed (it is a question)");
        const Replies bad{
            record_of(5, std::string("\xc0\x26", 2)),  // a pointer at itself
            record_of(5, std::string("\x01"
                                     "a\xc0\x24",
                                     4)),              // a loop
            record_of(5, std::string("\xff\xff", 2)),  // forwards
            record_of(5, std::string("\x3f", 1)),      // a label beyond the end
            record_of(5, std::string("\x80\x00", 2)),  // a reserved kind of label
            record_of(1, "abc"),                       // a short address
            record_of(16,
                      "\x05"
                      "abc"),                      // a string beyond the end
            record_of(1, kAddress).substr(0, 12),  // cut off
        };
        for (const auto& record : bad) {
            const auto malformed =
                against(host, [&](const std::string& q) { return Replies{response(q, {record})}; });
            CHECK(malformed.status == CheckStatus::wrong_answer);
            CHECK(malformed.reason == "the answer is malformed (record 1 of 1)");
        }
    }
}

TEST_CASE("dns: truncated, and TCP refuses, resets, ends, stays silent or sends garbage") {
    Namespace space;
    CheckRig rig;
    for (const auto& host : kLoopbacks) {
        CAPTURE(host);
        UdpServer cut(host, 0,
                      [](const std::string& q) { return Replies{response(q, {}, 0x8380)}; });
        auto request = dns(host, cut.port(), "x.test", "A");
        request.timeout = 400ms;
        auto o = rig.run<DnsCheck>(request);
        CHECK(o.status == CheckStatus::wrong_answer);
        CHECK(o.reason == "its answer does not fit into a datagram, and it refuses TCP");
        CHECK(fact(o, "truncated") == "yes");
        const auto against = [&](const std::function<void(int, const std::string&)>& talk) {
            TcpServer server(host, cut.port(), [&](int fd) {
                std::array<char, 512> buffer{};
                const auto n = ::read(fd, buffer.data(), buffer.size());
                if (n > 2)
                    talk(fd, std::string(buffer.data() + 2, static_cast<std::size_t>(n - 2)));
            });
            return rig.run<DnsCheck>(request);
        };
        o = against([](int fd, const std::string& q) {
            const auto all = response(q, {record_of(1, kAddress)});
            say(fd, std::string(1, '\0') + static_cast<char>(all.size()) + all.substr(0, 5));
            say(fd, all.substr(5));
            hears_end(fd);
        });
        CHECK(o.status == CheckStatus::ok);
        CHECK(fact(o, "answer") == "192.0.2.1");
        o = against([](int fd, const std::string&) { reset_on_close(fd); });
        CHECK(o.status == CheckStatus::wrong_answer);
        CHECK(o.reason == "the TCP connection was reset before the answer came");
        o = against([](int fd, const std::string&) { say(fd, "\x7f"); });
        CHECK(o.status == CheckStatus::wrong_answer);
        CHECK(o.reason == "it closed the TCP connection without an answer");
        o = against([](int fd, const std::string&) { hears_end(fd); });
        CHECK(o.status == CheckStatus::timeout);
        CHECK(o.reason ==
              "its answer does not fit into a datagram, and by TCP none came within 400 ms");
        // 64 KiB and 64 KiB again, never what was asked for.
        o = against([](int fd, const std::string&) {
            for (int i = 0; i < 64; ++i) say(fd, std::string(65'537, '\xff'));
        });
        CHECK((o.status == CheckStatus::wrong_answer || o.status == CheckStatus::timeout));
    }
}

TEST_CASE("dns: cancelled or destroyed at any stage, nothing follows and nothing is left") {
    Namespace space;
    CheckRig rig;
    std::atomic<int> asked{0};
    std::atomic<int> by_tcp{0};
    UdpServer silent("127.0.0.1", 0, [&](const std::string&) {
        ++asked;
        return Replies{};
    });
    UdpServer cut("127.0.0.1", 0,
                  [](const std::string& q) { return Replies{response(q, {}, 0x8380)}; });
    TcpServer mute("127.0.0.1", cut.port(), [&](int fd) {
        ++by_tcp;
        hears_end(fd);
    });
    auto one = dns("127.0.0.1", silent.port(), "x.test", "A");
    auto two = dns("127.0.0.1", cut.port(), "x.test", "A");
    one.timeout = two.timeout = 5s;
    CHECK(rig.cancel_when<DnsCheck>(one, [&] { return asked > 0; }));
    CHECK(rig.cancel_when<DnsCheck>(two, [&] { return by_tcp > 0; }));
    CHECK(rig.cancel_when<DnsCheck>(dns("name.test", 53, "x.test", "A"), [] { return true; }));
    one.timeout = two.timeout = 100ms;
    for (const auto& request :
         {one, two, dns("127.0.0.1", 1, "x.test", "A"), dns("10.1.2.3", 53, "x.test", "A")})
        rig.destroy_early<DnsCheck>(request);
}
