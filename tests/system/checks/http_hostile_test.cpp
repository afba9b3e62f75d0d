// Servers that behave badly: every outcome clear, within its time, in little memory.
#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>

#include "tests/system/checks/http_rig.h"

using namespace traypulse;
using namespace traypulse::test;
using namespace std::chrono_literals;

namespace {

/// Under a sanitizer memory is kept back after it is freed, so it says nothing there.
constexpr bool kMemoryCounts = TRAYPULSE_TEST_SANITIZED == 0;
/// A body of 1 MiB, what it was copied from and its growth; libcurl's and OpenSSL's buffers.
constexpr long kMemoryKib = 12L * 1024;

NamespaceSpec with_shop() { return {.resolver = "127.0.0.53", .hosts = "127.0.0.1 shop.test\n"}; }

long peak_kib() {
    std::ifstream status("/proc/self/status");
    std::string word;
    long value = 0;
    while (status >> word)
        if (word == "VmHWM:") status >> value;
    return value;
}

void reset_peak() { std::ofstream("/proc/self/clear_refs") << 5; }

struct Case {
    std::string behaviour;
    CheckStatus status;
    const char* reason;  ///< a part of it
};

void judge(const std::vector<Case>& cases, const std::string& scheme,
           const std::string& certificate = {}, const std::string& key = {}) {
    HttpRig rig;
    // What is allocated once for the process is no case's.
    (void)rig.check(scheme + "://shop.test:9/", {}, 5s);
    int port = 9000;
    for (const auto& wanted : cases) {
        CAPTURE(wanted.behaviour);
        const auto server = start_hostile(wanted.behaviour, ++port, certificate, key);
        CheckOptions options;
        options.verify = false;
        const auto patience = wanted.status == CheckStatus::timeout ? 1000ms : 10000ms;
        reset_peak();
        const long before = peak_kib();
        const auto begin = uv_hrtime();
        const auto outcome =
            rig.check(scheme + "://shop.test:" + std::to_string(port) + "/", options, patience);
        const auto took = Nanoseconds(uv_hrtime() - begin);
        CHECK(to_string(outcome.status) == to_string(wanted.status));
        CHECK_MESSAGE(outcome.reason.find(wanted.reason) != std::string::npos, outcome.reason);
        CHECK(outcome.reason.empty() == (wanted.status == CheckStatus::ok));
        CHECK(took < patience + 1s);
        CHECK((outcome.took == 0ns) ==
              (wanted.status == CheckStatus::timeout || wanted.status == CheckStatus::refused));
        if (kMemoryCounts) CHECK(peak_kib() - before < kMemoryKib);
    }
}

const std::vector<Case> kOfHttp{
    {"silent", CheckStatus::timeout, "accepts the connection and says nothing within 1 s"},
    {"slow-headers", CheckStatus::timeout, "its headers do not end within 1 s"},
    {"slow-body", CheckStatus::timeout, "the body does not end within 1 s ("},
    {"endless-headers", CheckStatus::wrong_answer, "headers without end (more than 64 KiB)"},
    {"endless-interim", CheckStatus::wrong_answer, "headers without end (more than 64 KiB)"},
    {"endless-trailers", CheckStatus::wrong_answer, "headers without end (more than 64 KiB)"},
    {"big-header", CheckStatus::wrong_answer, "headers without end (more than 64 KiB)"},
    {"endless-body", CheckStatus::ok, ""},
    {"endless-chunks", CheckStatus::ok, ""},
    {"reset-request", CheckStatus::wrong_answer, "closes the connection without an answer"},
    {"close-request", CheckStatus::wrong_answer, "closes the connection without an answer"},
    {"reset-headers", CheckStatus::wrong_answer, "breaks off in the headers"},
    {"reset-body", CheckStatus::wrong_answer, "breaks off in the body, after 4 bytes"},
    {"short-body", CheckStatus::wrong_answer, "breaks off in the body, after 4 bytes"},
    {"garbage", CheckStatus::wrong_answer, "does not speak HTTP"},
    {"bad-status", CheckStatus::wrong_answer, "does not speak HTTP"},
};

}  // namespace

TEST_CASE("hostile servers without TLS") {
    Namespace space(with_shop());
    auto cases = kOfHttp;
    // What is noticed first, that it is there or that it is gone, is chance.
    cases.push_back({"reset-accept", CheckStatus::wrong_answer, "the "});
    judge(cases, "http");
}

TEST_CASE("hostile servers behind TLS") {
    Namespace space(with_shop());
    Certificates certificates;
    auto cases = kOfHttp;
    cases.erase(cases.begin());  // silent: before TLS
    judge(cases, "https", certificates / "good.pem", certificates / "good.key");
}

TEST_CASE("hostile servers of HTTP/2") {
    Namespace space(with_shop());
    Certificates certificates;
    judge({{"h2-silent", CheckStatus::timeout, "says nothing within 1 s"},
           {"h2-pings", CheckStatus::wrong_answer, "HTTP/2 breaks off before an answer"},
           {"h2-garbage", CheckStatus::wrong_answer, "HTTP/2 breaks off before an answer"},
           {"h2-reset-stream", CheckStatus::wrong_answer, "HTTP/2"},
           {"h2-goaway", CheckStatus::wrong_answer, "HTTP/2 breaks off before an answer"},
           {"h2-goaway-early", CheckStatus::wrong_answer, "HTTP/2 breaks off before an answer"},
           {"h2-endless-headers", CheckStatus::wrong_answer, "HTTP/2 breaks off before an answer"},
           {"h2-endless-body", CheckStatus::ok, ""}},
          "https", certificates / "good.pem", certificates / "good.key");
}

TEST_CASE("hostile proxies are no more trusted than servers") {
    Namespace space(with_shop());
    HttpRig rig({.https = "http://shop.test:9000"});
    for (const Case& c : std::vector<Case>{
             {"silent", CheckStatus::timeout, "no connection through the proxy shop.test:9000"},
             {"slow-headers", CheckStatus::timeout, "no connection through the proxy"},
             {"endless-headers", CheckStatus::wrong_answer, "breaks off before it connects"},
             {"big-header", CheckStatus::wrong_answer, "breaks off before it connects"},
             {"garbage", CheckStatus::wrong_answer, "breaks off before it connects"},
             {"reset-request", CheckStatus::wrong_answer, "breaks off before it connects"},
             {"close-request", CheckStatus::wrong_answer, "breaks off before it connects"}}) {
        CAPTURE(c.behaviour);
        const auto server = start_hostile(c.behaviour, 9000);
        reset_peak();
        const long before = peak_kib();
        const auto begin = uv_hrtime();
        const auto outcome = rig.check("https://far.test/", {}, 1000ms);
        CHECK(Nanoseconds(uv_hrtime() - begin) < 2s);
        CHECK(to_string(outcome.status) == to_string(c.status));
        CHECK_MESSAGE(outcome.reason.find(c.reason) != std::string::npos, outcome.reason);
        if (kMemoryCounts) CHECK(peak_kib() - before < kMemoryKib);
    }
}

TEST_CASE("hostile servers within TLS") {
    Namespace space(with_shop());
    judge({{"silent", CheckStatus::timeout, "TLS is not ready within 1 s"},
           {"reset-accept", CheckStatus::wrong_answer, "the connection is "},
           {"reset-tls", CheckStatus::wrong_answer, "closed while TLS is negotiated"},
           {"close-tls", CheckStatus::wrong_answer, "closed while TLS is negotiated"},
           {"tls-garbage", CheckStatus::wrong_answer, "does not speak TLS"}},
          "https");
}

TEST_CASE("a body without end is judged by its beginning, and that is said") {
    Namespace space(with_shop());
    const auto server = start_hostile("endless-body", 9000);
    HttpRig rig;
    CheckOptions options;
    options.body_contains = "yyy";
    const auto found = rig.check("http://shop.test:9000/", options);
    CHECK(found.status == CheckStatus::ok);
    CHECK(fact(found, "body") == "only its first 1024 KiB were read");
    options.body_contains = "zzz";
    CHECK(rig.check("http://shop.test:9000/", options).reason ==
          "the first 1024 KiB of the body do not contain \"zzz\"");
}

TEST_CASE("what a server says of itself is made printable") {
    Namespace space(with_shop());
    const auto server = start_hostile("control-characters", 9000);
    HttpRig rig;
    CHECK(fact(rig.check("http://shop.test:9000/"), "server") == "?[31mred??");
}

// LeakSanitizer and the rig's uv_loop_close see what is left.
TEST_CASE("a check can be cancelled at any moment, and the client can go before it") {
    Namespace space(with_shop());
    Certificates certificates;
    const auto plain = start_hostile("slow-body", 9000);
    const auto tls =
        start_hostile("slow-headers", 9001, certificates / "good.pem", certificates / "good.key");
    const auto handshake = start_hostile("silent", 9002);
    HttpRig rig;
    CheckOptions options;
    options.verify = false;
    int ended = 0;
    for (const std::string url : {"http://shop.test:9000/", "https://shop.test:9001/",
                                  "https://shop.test:9002/", "http://nosuch.test/"})
        for (int turns = 0; turns < 25; ++turns)
            if (!rig.cancelled_after(url, turns, options)) ++ended;
    // Only the name that nobody knows can end by itself.
    CHECK(ended <= 25);

    HttpCheck orphan(rig.client(), rig.resolver(),
                     request_of("http://shop.test:9000/", options, 20s));
    bool done = false;
    orphan.start([&] { done = true; });
    for (int i = 0; i < 5; ++i) uv_run(rig.loop(), UV_RUN_NOWAIT);
    rig.destroy_client();
    for (int i = 0; i < 5; ++i) uv_run(rig.loop(), UV_RUN_NOWAIT);
    orphan.cancel();
    CHECK_FALSE(done);
}

TEST_CASE("a hundred checks at once run on one loop, and done may destroy its check") {
    Namespace space(with_shop());
    const auto web = start_web(R"({"port": 8080, "routes": {"/": {"body": "fine"}}})");
    HttpRig rig;
    std::vector<std::unique_ptr<HttpCheck>> checks;
    int well = 0;
    int left = 100;
    for (int i = 0; i < 100; ++i) {
        checks.push_back(std::make_unique<HttpCheck>(
            rig.client(), rig.resolver(), request_of("http://shop.test:8080/", {}, 20s)));
        checks.back()->start([&, i] {
            if (checks[i]->outcome().status == CheckStatus::ok) ++well;
            checks[i].reset();
            --left;
        });
    }
    while (left > 0) uv_run(rig.loop(), UV_RUN_ONCE);
    CHECK(well == 100);
}

// What the system trusts is hundreds of certificates: reading them each time took 25 ms of a core.
TEST_CASE("the authorities are read once, not for each check") {
    Namespace space(with_shop());
    Certificates certificates;
    const auto server = start_hostile("control-characters", 9000, certificates / "good.pem",
                                      certificates / "good.key");
    const auto cpu = [] {
        timespec now{};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
        return std::chrono::seconds(now.tv_sec) + Nanoseconds(now.tv_nsec);
    };
    constexpr int kTimes = 20;
    const auto spent = [&](bool together) {
        std::optional<HttpRig> rig;
        const auto before = cpu();
        for (int i = 0; i < kTimes; ++i) {
            if (!rig || !together) rig.emplace();
            const auto outcome = rig->check("https://shop.test:9000/");
            REQUIRE(outcome.reason.find("not trusted here") != std::string::npos);
        }
        return cpu() - before;
    };
    const auto apart = spent(false);
    const auto together = spent(true);
    MESSAGE("each check: ", apart.count() / kTimes / 1000, " µs with a client of its own, ",
            together.count() / kTimes / 1000, " µs with one for all");
    CHECK(together * 2 < apart);
}
