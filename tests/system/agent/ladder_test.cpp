// The ways to send echo requests, best first: each works, is left when it fails, and taken again
// when it is back.
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <optional>

#include "shared/codec.h"
#include "tests/system/agent/town.h"

using namespace std::chrono_literals;
using namespace traypulse;
using namespace traypulse::test;
using Texts = std::vector<std::string>;

namespace {

constexpr const char* kPingProgram = "/usr/bin/ping";

/// The helper as systemd starts it: with a listening socket at descriptor 3.
ProcessSpec service_at(const std::string& socket) {
    constexpr const char* kActivate =
        "import os, socket, sys\n"
        "s = socket.socket(socket.AF_UNIX)\n"
        "s.bind(sys.argv[1] + '.new')\n"
        "s.listen(8)\n"
        "os.rename(sys.argv[1] + '.new', sys.argv[1])\n"  // where it is, it listens
        "os.dup2(s.fileno(), 3)\n"
        "os.set_inheritable(3, True)\n"
        "os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid()))\n"
        "os.execv(sys.argv[2], sys.argv[2:])\n";
    return {.argv = {"python3", "-c", kActivate, socket, TRAYPULSE_HELPER_PATH}};
}

/// Stands in for the helper service: greets each client with these bytes, and leaves it.
class FakeService {
 public:
    FakeService(const std::string& path, std::vector<std::uint8_t> greeting)
        : greeting_(std::move(greeting)) {
        fd_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        REQUIRE(path.size() < sizeof address.sun_path);
        std::memcpy(address.sun_path, path.c_str(), path.size());
        REQUIRE(bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        REQUIRE(chmod(path.c_str(), 0666) == 0);
        REQUIRE(listen(fd_, 8) == 0);
    }
    ~FakeService() { close(fd_); }
    FakeService(const FakeService&) = delete;
    FakeService& operator=(const FakeService&) = delete;

    /// Serves whoever waits; the clients so far.
    int serve() {
        for (int client = accept(fd_, nullptr, nullptr); client >= 0;
             client = accept(fd_, nullptr, nullptr)) {
            // The agent's greeting is read first, or closing would take ours back (a reset).
            std::array<char, 512> hello{};
            CHECK(recv(client, hello.data(), hello.size(), 0) > 0);
            CHECK(send(client, greeting_.data(), greeting_.size(), MSG_NOSIGNAL) ==
                  static_cast<ssize_t>(greeting_.size()));
            close(client);
            ++clients_;
        }
        return clients_;
    }

 private:
    int fd_ = -1;
    int clients_ = 0;
    std::vector<std::uint8_t> greeting_;
};

std::vector<std::uint8_t> frame(const protocol::HelperMessage& message) {
    std::vector<std::uint8_t> out;
    protocol::encode(message, out);
    return out;
}

}  // namespace

TEST_CASE("every rung works, and is named in status") {
    const char* rung = nullptr;
    SUBCASE("helper") { rung = "helper"; }
    SUBCASE("datagram") { rung = "helper without privilege"; }
    SUBCASE("command") { rung = "ping command"; }
    CAPTURE(rung);
    Namespace space;
    Simulation net(kTown);
    net.tell("prefix fd99::/64 delay 3ms");
    const std::string way(rung);
    TempDir copies(true);
    std::optional<Cover> other_helper;
    if (way == "ping command") other_helper.emplace("/dev/null", TRAYPULSE_HELPER_PATH);
    if (way == "helper without privilege")
        other_helper.emplace(powerless_helper(copies), TRAYPULSE_HELPER_PATH);
    Home home(way == "helper without privilege" ? Home::Owner::nobody : Home::Owner::me);
    home.configure(town("300ms", "250ms") + target("Sixth", "fd99::7:7"));
    Agent agent(home);
    REQUIRE(agent.become(kTownsfolk));
    REQUIRE(agent.become({"Sixth"}));
    const auto verdict = first(home.json({"status", "--json"}), "verdict");
    const std::string channel = verdict["channel"];
    CHECK_MESSAGE(channel == way, channel);
    CHECK(home.rungs() == Texts{way});
    // An outage is proven on each of them.
    net.tell("host 10.99.20.1 down");
    REQUIRE(eventually(kPatience, [&] { return agent.announced().size() == 1; }));
    net.tell("host 10.99.20.1 up");
    REQUIRE(eventually(kPatience, [&] { return agent.announced().size() == 2; }));
    const auto rtt = [&] {
        for (const auto& v : home.json({"status", "--json"}))
            if (v["type"] == "target" && v["name"] == "Shop" && !v["rtt_us"].is_null())
                return v["rtt_us"].get<double>();
        return 0.0;
    };
    CHECK(eventually(kPatience, [&] { return rtt() >= 12000; }));
}

TEST_CASE("the helper service is the first choice, and losing it costs no false outage") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    const auto socket = home / "helper.sock";
    std::optional<Process> service;
    service.emplace(service_at(socket));
    REQUIRE(eventually(kPatience, [&] { return std::filesystem::exists(socket); }));
    home.configure(town("200ms", "180ms"));
    Agent agent(home, {"--helper-socket", socket});
    REQUIRE(agent.become(kTownsfolk));
    CHECK(home.rungs() == Texts{"helper service"});
    CHECK(agent.children("traypulse-helper").empty());
    service.reset();
    REQUIRE(eventually(kPatience, [&] {
        return home.rungs() == Texts{"helper service", "helper"};
    }));
    REQUIRE(agent.become(kTownsfolk));
    // Back on top, when it is back: asked for by SIGHUP rather than waited for.
    std::filesystem::remove(socket);
    service.emplace(service_at(socket));
    REQUIRE(eventually(kPatience, [&] { return std::filesystem::exists(socket); }));
    agent.process().signal(SIGHUP);
    REQUIRE(eventually(kPatience, [&] { return home.rungs().size() == 3; }));
    CHECK(home.rungs()[2] == "helper service");
    CHECK(eventually(kPatience, [&] { return agent.children("traypulse-helper").empty(); }));
    const auto replies = net.count("10.99.20.1").replies;
    CHECK(eventually(kPatience, [&] { return net.count("10.99.20.1").replies > replies + 5; }));
    CHECK(agent.all(kTownsfolk));
    CHECK(agent.announced().empty());
    agent.finish();
    // Taking a better rung is no loss: one gap only, of the service's end.
    CHECK(home.transitions("Shop") == Texts{"unknown → up", "up → unknown", "unknown → up"});
    for (const auto& e : home.log("target_state")) CHECK(e["fields"]["to"] != "down");
}

TEST_CASE("a helper that is killed or stopped is replaced, and nobody is called down") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    home.configure(town("200ms", "180ms"));
    Agent agent(home);
    REQUIRE(agent.become(kTownsfolk));
    auto helper = agent.helper();
    SUBCASE("killed") { kill(helper, SIGKILL); }
    SUBCASE("stopped") { kill(helper, SIGSTOP); }
    REQUIRE(eventually(kPatience, [&] { return home.logged("lost") == 1; }));
    REQUIRE(eventually(kPatience, [&] { return home.rungs() == Texts{"helper", "helper"}; }));
    CHECK(eventually(kPatience, [&] { return kill(helper, 0) != 0; }));
    CHECK(agent.helper() != helper);
    REQUIRE(agent.become(kTownsfolk));
    CHECK(agent.announced().empty());
    agent.finish();
    for (const auto& name : kTownsfolk)
        CHECK(home.transitions(name) == Texts{"unknown → up", "up → unknown", "unknown → up"});
}

TEST_CASE(
    "a helper service that speaks otherwise is left for the next rung, with the reason in the "
    "log") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    const auto socket = home / "helper.sock";
    std::vector<std::uint8_t> greeting;
    std::string reason;
    SUBCASE("an older version") {
        greeting = frame(protocol::Goodbye{protocol::GoodbyeReason::version_mismatch, 0});
        reason = "the helper speaks version 0 of the protocol, this agent version 1";
    }
    SUBCASE("half a frame") {
        greeting = frame(protocol::Welcome{});
        greeting.resize(greeting.size() / 2);
        reason = "the helper is gone";
    }
    SUBCASE("a frame of impossible length") {
        greeting = {0xff, 0xff, 0x01, 0x00};
        reason = "the helper sent a frame of impossible length";
    }
    SUBCASE("a frame of an unknown type") {
        greeting = frame(protocol::Welcome{});
        greeting[2] = 0x77;
        reason = "the helper sent a frame that cannot be read";
    }
    SUBCASE("results before the greeting") {
        greeting = frame(protocol::Missed{1});
        reason = "the helper spoke before its greeting";
    }
    CAPTURE(reason);
    FakeService service(socket, greeting);
    home.configure(town("200ms", "180ms"));
    Agent agent(home, {"--helper-socket", socket});
    REQUIRE(eventually(kPatience, [&] {
        service.serve();
        return agent.all(kTownsfolk);
    }));
    CHECK(service.serve() >= 1);
    CHECK(home.rungs() == Texts{"helper"});
    CHECK(home.any_error("rung_failed", reason));
    CHECK(agent.announced().empty());
}

TEST_CASE("no way at all to send: unknown with its reason, and mended while running") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    home.configure(town("200ms", "180ms"));
    std::optional<Cover> no_helper;
    std::optional<Cover> no_ping;
    no_helper.emplace("/dev/null", TRAYPULSE_HELPER_PATH);
    no_ping.emplace("/dev/null", kPingProgram);
    Agent agent(home);
    REQUIRE(
        eventually(kPatience, [&] { return home.any_error("lost", "there is no /usr/bin/ping"); }));
    CHECK(home.run({"status"}).status == 1);
    const auto verdict = first(home.json({"status", "--json"}), "verdict");
    CHECK(verdict["glance"] == "unknown");
    CHECK(verdict["reason"].get<std::string>().find("there is no /usr/bin/ping") !=
          std::string::npos);
    no_ping.reset();
    no_helper.reset();
    REQUIRE(agent.become(kTownsfolk));
    CHECK(home.rungs() == Texts{"helper"});
    CHECK(agent.announced().empty());
}
