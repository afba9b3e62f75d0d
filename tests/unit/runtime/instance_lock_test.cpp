#include "agent/runtime/instance_lock.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <thread>

#include "tests/support/temp_dir.h"

using namespace traypulse;
using namespace std::chrono_literals;

using traypulse::test::TempDir;

TEST_CASE("the lock is held by one, and free when that one goes") {
    const TempDir dir;
    const auto path = dir.path().string() + "/agent.lock";
    {
        const auto first = InstanceLock::acquire(path);
        REQUIRE(first);
        REQUIRE(first.value());
        const auto second = InstanceLock::acquire(path);
        REQUIRE(second);
        CHECK_FALSE(second.value());
    }
    const auto third = InstanceLock::acquire(path);
    REQUIRE(third);
    CHECK(third.value());
}

TEST_CASE("a lock that can't be made is an error with the path") {
    const auto lock = InstanceLock::acquire("/proc/nonexistent-traypulse/agent.lock");
    REQUIRE_FALSE(lock);
    CHECK(lock.error().what.find("/proc/nonexistent-traypulse/agent.lock") != std::string::npos);
}

TEST_CASE("a second start tells the first one to show itself") {
    const TempDir dir;
    const RuntimeDir runtime{dir.path().string(), {}};
    const auto first = claim_instance(runtime);
    REQUIRE(first);
    REQUIRE(first.value());

    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM, 0));
    const auto address = unix_address(runtime.socket());
    REQUIRE(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) == 0);
    REQUIRE(::listen(fd.get(), 1) == 0);
    std::string heard;
    std::thread agent([&] {
        const UniqueFd client(::accept(fd.get(), nullptr, nullptr));
        std::array<char, 4096> request{};
        const auto got = ::recv(client.get(), request.data(), request.size(), 0);
        if (got > 0) heard.assign(request.data(), static_cast<std::size_t>(got));
        const auto line = control::done_line("0.1.0");
        ::send(client.get(), line.data(), line.size(), MSG_NOSIGNAL);
    });
    const auto second = claim_instance(runtime);
    agent.join();
    REQUIRE(second);
    CHECK_FALSE(second.value());
    CHECK(control::parse_request(heard.substr(0, heard.find('\n'))).value().verb ==
          control::Verb::show);
}

TEST_CASE("a first one that hangs is named, and nothing starts twice") {
    const TempDir dir;
    const RuntimeDir runtime{dir.path().string(), {}};
    const auto first = claim_instance(runtime);
    REQUIRE(first.value());
    const auto second = claim_instance(runtime, 60ms);
    REQUIRE_FALSE(second);
    CHECK(second.error().what.find("another Traypulse is running") != std::string::npos);
}

TEST_CASE("a second start takes over from one that is just ending") {
    const TempDir dir;
    const RuntimeDir runtime{dir.path().string(), {}};
    auto first = claim_instance(runtime);
    REQUIRE(first.value());
    std::thread ending([&] { first.value().reset(); });
    const auto second = claim_instance(runtime);
    ending.join();
    REQUIRE(second);
    CHECK(second.value());
}
