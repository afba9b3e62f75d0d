// Helper service → spawned helper → datagram sockets → ping: each works, and the way is changed
// while running.
#include <doctest/doctest.h>
#include <linux/capability.h>
#include <sys/prctl.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/support/helper_process.h"
#include "tests/support/namespace.h"
#include "tests/support/simulation.h"
#include "tests/system/ladder/ladder_rig.h"

using namespace traypulse;
using namespace traypulse::test;
using namespace std::chrono_literals;
using traypulse::testing::HelperProcess;

namespace {

const std::string kHost = "10.99.1.1";
const std::string kHelper = TRAYPULSE_TEST_HELPER;

LadderOptions nothing() {
    LadderOptions o;
    o.service_socket = "/nonexistent/helper.sock";
    o.helper_path = "/nonexistent/traypulse-helper";
    o.climb_every = 300ms;
    return o;
}

/// What is started from now on cannot open raw sockets, whoever it is.
void drop_raw_for_children() { REQUIRE(prctl(PR_CAPBSET_DROP, CAP_NET_RAW, 0, 0, 0) == 0); }

}  // namespace

TEST_CASE("the service is the first choice") {
    Namespace space;
    Simulation net({"host " + kHost + " delay 5ms"});
    TempDir dir;
    auto service = HelperProcess::listening({.socket_path = dir / "helper.sock"});
    auto options = nothing();
    options.service_socket = dir / "helper.sock";
    options.helper_path = kHelper;
    LadderRig rig(options);
    rig.ask(stream_to(kHost));
    REQUIRE(rig.replies(3));
    CHECK(rig.ready == std::vector{Rung::service});
    CHECK(rig.results[0].rtt.value >= 5ms);
}

TEST_CASE("without a service the agent starts its own helper") {
    Namespace space;
    Simulation net({"host " + kHost + " delay 5ms", "host fd99::1:1 delay 5ms"});
    auto options = nothing();
    options.helper_path = kHelper;
    LadderRig rig(options);
    rig.ask(stream_to("fd99::1:1"));
    REQUIRE(rig.replies(3));
    CHECK(rig.ready == std::vector{Rung::spawned});
    REQUIRE_FALSE(rig.failed.empty());
    CHECK(rig.failed[0].find("helper service: no helper service at /nonexistent/helper.sock") == 0);
}

TEST_CASE("without privilege the same helper uses datagram sockets") {
    Namespace space;
    Simulation net({"host " + kHost + " delay 5ms"});
    drop_raw_for_children();
    auto options = nothing();
    options.helper_path = kHelper;
    LadderRig rig(options);
    rig.ask(stream_to(kHost));
    REQUIRE(rig.replies(3));
    CHECK(rig.ready == std::vector{Rung::datagram});
}

TEST_CASE("where datagram sockets are forbidden too, ping is started, and the reason is kept") {
    Namespace space({.datagram_icmp = false});
    Simulation net({"host " + kHost + " delay 5ms"});
    TempDir dir;
    // A helper that may do nothing, beside a ping that may: as on a machine with a helper nobody
    // gave rights to.
    const auto powerless = dir.write(
        "powerless", "#!/bin/sh\nexec setpriv --bounding-set=-net_raw " + kHelper + " \"$@\"\n");
    std::filesystem::permissions(powerless, std::filesystem::perms::owner_all);
    auto options = nothing();
    options.helper_path = powerless;
    LadderRig rig(options);
    rig.ask(stream_to(kHost));
    REQUIRE(rig.replies(3));
    CHECK(rig.ready == std::vector{Rung::command});
    CHECK(rig.results[0].responder.text() == kHost);
    REQUIRE(rig.failed.size() >= 2);
    INFO(rig.failed[1]);
    CHECK(rig.failed[1].find("socket") != std::string::npos);  // the helper's own words
}

TEST_CASE(
    "up and down while running: ping, then the helper appears, then the service, then the service "
    "dies") {
    Namespace space;
    Simulation net({"host " + kHost + " delay 5ms"});
    TempDir dir;
    auto options = nothing();
    options.service_socket = dir / "helper.sock";
    options.helper_path = dir / "traypulse-helper";
    LadderRig rig(options);
    rig.ask(stream_to(kHost));
    REQUIRE(rig.replies(1));
    CHECK(rig.ladder().rung() == Rung::command);

    std::filesystem::copy_file(kHelper, options.helper_path);
    REQUIRE(rig.until([&] { return rig.ladder().rung() == Rung::spawned; }));
    REQUIRE(rig.replies(2));

    {
        auto service = HelperProcess::listening({.socket_path = options.service_socket});
        REQUIRE(rig.until([&] { return rig.ladder().rung() == Rung::service; }));
        REQUIRE(rig.replies(2));
        CHECK(rig.lost.empty());  // climbing loses nothing
        service.signal(SIGKILL);
        (void)service.wait();
    }
    REQUIRE(rig.until([&] { return rig.ladder().rung() == Rung::spawned; }));
    CHECK(rig.lost.size() == 1);
    REQUIRE(rig.replies(2));
    CHECK(rig.ready == std::vector{Rung::command, Rung::spawned, Rung::service, Rung::spawned});
}

TEST_CASE("a helper that keeps dying is left alone for a while, and ping takes over") {
    Namespace space;
    Simulation net({"host " + kHost + " delay 5ms"});
    TempDir dir;
    const auto dying = dir.write(
        "dying", "#!/bin/sh\necho $$ >" + dir / "pid" + "\nexec " + kHelper + " \"$@\"\n");
    std::filesystem::permissions(dying, std::filesystem::perms::owner_all);
    auto options = nothing();
    options.helper_path = dying;
    LadderRig rig(options);
    rig.ask(stream_to(kHost));
    // Some guard kills it again and again, as soon as it serves.
    std::size_t killed = 0;
    REQUIRE(rig.until([&] {
        if (rig.ladder().rung() == Rung::spawned && rig.ready.size() > killed) {
            killed = rig.ready.size();
            ::kill(std::stoi(read_file(dir / "pid")), SIGKILL);
        }
        return rig.ladder().rung() == Rung::command;
    }));
    CHECK(rig.ready == std::vector{Rung::spawned, Rung::spawned, Rung::spawned, Rung::command});
    REQUIRE(rig.replies(2));
    CHECK(rig.ladder().rung() == Rung::command);  // no climbing back at once
}

TEST_CASE("a helper that hangs is noticed by its silence and replaced") {
    Namespace space;
    Simulation net({"host " + kHost + " delay 5ms"});
    TempDir dir;
    auto options = nothing();
    options.service_socket = dir / "helper.sock";
    options.helper_path = kHelper;
    auto service = HelperProcess::listening({.socket_path = options.service_socket});
    LadderRig rig(options);
    rig.ask(stream_to(kHost));
    REQUIRE(rig.replies(2));
    service.signal(SIGSTOP);
    REQUIRE(rig.until([&] { return rig.ladder().rung() == Rung::spawned; }));
    REQUIRE(rig.lost.size() == 1);
    CHECK(rig.lost[0] == "the helper has stopped answering: it is started again");
    REQUIRE(rig.replies(2));
}

TEST_CASE("nothing works at all: said with the reason, and tried again") {
    Namespace space;
    auto options = nothing();
    options.ping.path = "/nonexistent/ping";
    LadderRig rig(options);
    REQUIRE(rig.until([&] { return !rig.lost.empty(); }));
    CHECK(rig.lost[0] ==
          "there is no /nonexistent/ping: install the package iputils-ping, or traypulse-helper");
    CHECK(rig.until([&] { return rig.lost.size() >= 2; }));
}

TEST_CASE(
    "ping: at most so many processes at once, each with the person's arguments, never a shell") {
    Namespace space;
    Simulation net({"prefix 10.99.4.0/24 delay 300ms"});
    TempDir dir;
    // Stands in front of the real ping and writes down how many of it run, and with what.
    const auto counting =
        dir.write("ping", "#!/bin/sh\nd=" + dir.path().string() +
                              "\necho x >$d/run.$$\nls $d | grep -c '^run\\.' >>$d/counts\n"
                              "printf '%s\\n' \"$*\" >>$d/arguments\n/usr/bin/ping \"$@\"\ns=$?\n"
                              "rm $d/run.$$\nexit $s\n");
    std::filesystem::permissions(counting, std::filesystem::perms::owner_all);
    auto options = nothing();
    options.ping.path = counting;
    options.ping.max_workers = 10;
    options.ping.extra_args = {"-p", "ff", "-I", "sim0"};
    options.climb_every = 1h;
    LadderRig rig(options);
    REQUIRE(rig.until([&] { return rig.ladder().rung() == Rung::command; }));
    for (int i = 1; i <= 40; ++i) {
        auto s = stream_to("10.99.4." + std::to_string(i));
        s.probe = ProbeId(static_cast<std::uint32_t>(1000 + i));
        s.count = 1;
        rig.ladder().start(s);
    }
    REQUIRE(rig.until([&] { return rig.ended.size() == 40; }));
    int most = 0;
    std::ifstream counts(dir / "counts");
    for (int n = 0; counts >> n;) most = std::max(most, n);
    CHECK(most > 1);
    CHECK(most <= 10);
    CHECK(rig.results.size() == 40);
    for (const auto& r : rig.results) CHECK(r.outcome == protocol::Outcome::reply);
    CHECK(read_file(dir / "arguments").find("-p ff -I sim0 -- 10.99.4.") != std::string::npos);
}

TEST_CASE("ping's words tell silence, a router's unreachable and a missing route apart") {
    Namespace space;
    Simulation net({"host 10.99.4.1 down", "host 10.99.4.2 unreachable host"});
    auto options = nothing();
    options.climb_every = 1h;
    LadderRig rig(options);
    REQUIRE(rig.until([&] { return rig.ladder().rung() == Rung::command; }));
    REQUIRE(run({.argv = {"ip", "route", "add", "unreachable", "10.97.0.0/16"}}).status == 0);
    std::uint32_t id = 1000;
    for (const char* address : {"10.99.4.1", "10.99.4.2", "10.97.0.1"}) {
        auto s = stream_to(address);
        s.probe = ProbeId(++id);
        s.count = 1;
        rig.ladder().start(s);
    }
    REQUIRE(rig.until([&] { return rig.results.size() == 3; }));
    for (const auto& r : rig.results) {
        if (r.probe == ProbeId(1001)) CHECK(r.outcome == protocol::Outcome::timeout);
        if (r.probe == ProbeId(1002)) CHECK(r.outcome == protocol::Outcome::unreachable);
        if (r.probe == ProbeId(1003)) {
            CHECK(r.outcome == protocol::Outcome::send_failed);
            CHECK(r.error == EHOSTUNREACH);
        }
    }
}

TEST_CASE("a request above the helper's limits is refused in a sentence, and the channel goes on") {
    Namespace space;
    Simulation net({"host " + kHost + " delay 5ms"});
    TempDir dir;
    auto service = HelperProcess::listening({.socket_path = dir / "helper.sock"});
    auto options = nothing();
    options.service_socket = dir / "helper.sock";
    LadderRig rig(options);
    rig.ask(stream_to(kHost));
    REQUIRE(rig.replies(1));
    auto greedy = stream_to(kHost);
    greedy.probe = ProbeId(500);
    greedy.interval = 1ms;
    rig.ladder().start(greedy);
    REQUIRE(rig.until([&] { return !rig.rejected.empty(); }));
    CHECK(rig.rejected[0] ==
          "interval too short: 1 ms asked, 10 ms allowed: use an interval of 10 ms or more");
    auto multicast = stream_to("224.0.0.1");
    multicast.probe = ProbeId(501);
    rig.ladder().start(multicast);
    REQUIRE(rig.until([&] { return rig.rejected.size() == 2; }));
    REQUIRE(rig.replies(2));
    CHECK(rig.lost.empty());
}
