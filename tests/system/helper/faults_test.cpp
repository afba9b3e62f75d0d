// System calls that fail, networks that go and come back, a helper that is stopped for a while: it
// tells what happened, and neither crashes nor hangs nor leaks.
#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "shared/helper_exit.h"
#include "tests/support/eventually.h"
#include "tests/support/helper_process.h"
#include "tests/support/simulation.h"
#include "tests/system/helper/process_facts.h"

using namespace traypulse;
using namespace traypulse::protocol;
using namespace traypulse::testing;
using namespace std::chrono_literals;

namespace {

Start brief_start(std::uint32_t probe, std::uint32_t count, Nanoseconds timeout = 300ms) {
    Start out;
    out.probe = ProbeId{probe};
    out.address = *IpAddress::parse("127.0.0.1");
    out.interval = 10ms;
    out.timeout = timeout;
    out.count = count;
    return out;
}

// Every `every`-th call of that name fails.
HelperStart with_fault(const std::string& call, int error, unsigned every) {
    return {.environment = {
                {"LD_PRELOAD", TRAYPULSE_FAULT_INJECTOR},
                {"FAULTS", call + ":" + std::to_string(error) + ":" + std::to_string(every)},
                // A sanitizer's runtime wants to be the first to be loaded.
                {"ASAN_OPTIONS", "verify_asan_link_order=0:detect_leaks=0"}}};
}

}  // namespace

TEST_CASE("each call of the serving helper may fail, and every request still gets its outcome") {
    REQUIRE(enter_network_namespace());
    struct Fault {
        std::string call;
        int error;
        std::optional<int> told;  // the errno of a request that was not sent
    };
    for (const auto& fault :
         {Fault{"sendmmsg", ENOBUFS, ENOBUFS}, Fault{"sendmmsg", EPERM, EPERM},
          Fault{"sendmmsg", EAGAIN, ENOBUFS}, Fault{"sendmmsg", EINVAL, EINVAL},
          // Asked again, in case that it was about another packet.
          Fault{"sendmmsg", ENETUNREACH, std::nullopt}, Fault{"sendmmsg", EMSGSIZE, std::nullopt},
          Fault{"recvmmsg", EINTR, std::nullopt}, Fault{"recvmmsg", ENOMEM, std::nullopt},
          Fault{"send", EAGAIN, std::nullopt}, Fault{"send", EINTR, std::nullopt},
          Fault{"recv", EINTR, std::nullopt}, Fault{"recv", EAGAIN, std::nullopt},
          Fault{"epoll_wait", EINTR, std::nullopt}, Fault{"epoll_pwait", EINTR, std::nullopt},
          Fault{"read", EINTR, std::nullopt}, Fault{"getsockopt", ENOPROTOOPT, std::nullopt}}) {
        CAPTURE(fault.call);
        CAPTURE(fault.error);
        // getsockopt(2) says who connected, first of all; a helper that can't know serves nobody.
        auto helper = HelperProcess::spawned(
            with_fault(fault.call, fault.error, fault.call == "getsockopt" ? 9 : 4));
        auto client = helper.client();
        client.greet();
        const auto results = client.probe(brief_start(1, 30));
        CHECK(results.size() == 30);
        int not_sent = 0;
        for (const auto& r : results) {
            CHECK((r.outcome == Outcome::reply || r.outcome == Outcome::send_failed));
            if (r.outcome != Outcome::send_failed) continue;
            ++not_sent;
            if (fault.told) CHECK(r.error == static_cast<std::uint32_t>(*fault.told));
        }
        CHECK((not_sent > 0) == fault.told.has_value());
        const auto cpu = cpu_of(helper.pid());
        CHECK(client.probe(brief_start(2, 10)).size() == 10);
        CHECK(cpu_of(helper.pid()) - cpu <
              0.5);  // a loop that spins would have had the whole tenth of a second
        client.close();
        CHECK(helper.wait() == helper_exit::kOk);
    }
}

TEST_CASE("a client's socket that fails ends the client, and a timer that fails ends the helper") {
    REQUIRE(enter_network_namespace());
    for (const auto& [named, error, status] :
         {std::tuple{std::string("recv"), ECONNRESET, helper_exit::kOk},
          std::tuple{std::string("send"), EPIPE, helper_exit::kOk},
          std::tuple{std::string("timerfd_settime"), EINVAL, helper_exit::kSystem}}) {
        const auto& call = named;  // clang 14 captures no structured binding
        CAPTURE(call);
        auto helper = HelperProcess::spawned(with_fault(call, error, 2));
        auto client = helper.client();
        client.greet();
        for (std::uint32_t i = 0; i < 50; ++i) client.send(brief_start(i, 5));
        while (client.next()) {
        }
        CHECK(client.closed());
        CHECK(helper.wait() == status);
    }
}

TEST_CASE("accept that fails now and then turns nobody away for good") {
    REQUIRE(enter_network_namespace());
    auto helper = HelperProcess::listening(with_fault("accept4", ECONNABORTED, 3));
    for (int i = 0; i < 20; ++i) helper.connect().greet();
    auto last = helper.connect();
    last.greet();
    CHECK(last.probe(brief_start(1, 5)).size() == 5);
}

TEST_CASE("each call of the start may fail: it ends with a reason, or does without") {
    REQUIRE(enter_network_namespace());
    int ended = 0;
    for (const char* call : {"socket", "setsockopt", "prctl", "setrlimit", "close_range",
                             "setresuid", "setresgid", "chdir", "timerfd_create"})
        for (unsigned nth = 1; nth <= 12; ++nth) {
            CAPTURE(call);
            CAPTURE(nth);
            auto helper = HelperProcess::spawned(with_fault(call, EPERM, nth));
            auto client = helper.client();
            client.send(Hello{});
            const bool served = client.next().has_value();
            client.close();
            const int status = helper.wait();
            CHECK(status >= 0);  // no signal
            CHECK((status == helper_exit::kOk) == served);
            if (!served) {
                ++ended;
                CHECK(helper.errors().find("traypulse-helper: ") == 0);
            }
            if (served && nth > 1) break;  // it makes fewer such calls
        }
    CHECK(ended >= 9);
}

TEST_CASE("an interface that goes and comes back is a local failure meanwhile") {
    REQUIRE(enter_network_namespace());
    test::Simulation network({"host 10.99.1.1 delay 1ms"});
    auto helper = HelperProcess::spawned();
    auto client = helper.client();
    client.greet();
    auto request = brief_start(1, 0);
    request.address = *IpAddress::parse("10.99.1.1");
    client.send(request);
    std::vector<WallTime> lost;  // when they were sent
    const auto until = [&](Outcome outcome) {
        return test::eventually(5s, [&] {
            const auto message = client.next();
            const auto* result = message ? std::get_if<ProbeResult>(&*message) : nullptr;
            if (result != nullptr && result->outcome == Outcome::timeout)
                lost.push_back(result->sent_at);
            return result != nullptr && result->outcome == outcome;
        });
    };
    const auto wall = [] {
        return std::chrono::floor<WallTime::duration>(std::chrono::system_clock::now());
    };
    std::vector<std::pair<WallTime, WallTime>> without_link;
    for (int i = 0; i < 3; ++i) {
        CHECK(until(Outcome::reply));
        network.tell("link down");
        const auto down = wall();
        CHECK(until(Outcome::send_failed));
        without_link.emplace_back(down, wall());
        network.tell("link up");
    }
    CHECK(until(Outcome::reply));
    // What was on its way when the link went, or met a slow machine, is lost; the others are told
    // for what they are.
    for (const auto& [from, to] : without_link)
        CHECK(std::none_of(lost.begin(), lost.end(), [from = from, to = to](WallTime sent) {
            return sent > from && sent < to;
        }));
}

TEST_CASE(
    "a helper that was stopped for a while goes on, without a burst and without a false loss") {
    REQUIRE(enter_network_namespace());
    auto helper = HelperProcess::spawned();
    auto client = helper.client();
    client.greet();
    client.send(brief_start(1, 0));
    const auto next_result = [&] {
        while (true) {
            const auto message = client.next();
            REQUIRE(message);
            if (const auto* result = std::get_if<ProbeResult>(&*message)) return *result;
        }
    };
    for (int i = 0; i < 20; ++i) CHECK(next_result().outcome == Outcome::reply);
    helper.signal(SIGSTOP);
    REQUIRE(test::eventually(5s, [&] { return status_of(helper.pid())["State"][0] == 'T'; }));
    while (client.next(2s)) {
    }  // two seconds in which nothing comes
    REQUIRE_FALSE(client.closed());
    helper.signal(SIGCONT);
    std::vector<ProbeResult> after;
    for (int i = 0; i < 50; ++i) after.push_back(next_result());
    for (const auto& result : after) CHECK(result.outcome == Outcome::reply);
    // 50 requests at 10 ms, not at once.
    CHECK(after.back().sent_at - after.front().sent_at > 400ms);
}
