#include "agent/ui/bridge.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

using namespace traypulse;
using traypulse::ui::Bridge;

namespace {

std::shared_ptr<const Snapshot> numbered(std::uint64_t revision) {
    auto s = std::make_shared<Snapshot>();
    s->revision = revision;
    return s;
}

}  // namespace

TEST_CASE("many changes wake once, until they are taken") {
    Bridge bridge;
    int woken = 0;
    bridge.on_dirty([&] { ++woken; });
    bridge.publish(numbered(1));
    bridge.publish(numbered(2));
    bridge.notify({});
    CHECK(woken == 1);
    const auto taken = bridge.take();
    CHECK(taken.snapshot->revision == 2);
    CHECK(taken.notices.size() == 1);
    bridge.publish(numbered(3));
    CHECK(woken == 2);
}

TEST_CASE("what waits already wakes who comes later") {
    Bridge bridge;
    bridge.publish(numbered(1));
    int woken = 0;
    bridge.on_dirty([&] { ++woken; });
    CHECK(woken == 1);
}

TEST_CASE("notices and wishes are taken once, the snapshot stays") {
    Bridge bridge;
    bridge.publish(numbered(1));
    bridge.notify({});
    bridge.show_window();
    bridge.display({ui::IconStyle::symbolic, true});
    const auto first = bridge.take();
    CHECK(first.show_window);
    REQUIRE(first.display);
    CHECK(first.display->number_in_icon);
    const auto second = bridge.take();
    CHECK(second.notices.empty());
    CHECK_FALSE(second.show_window);
    CHECK_FALSE(second.display);
    CHECK(second.snapshot->revision == 1);
}

TEST_CASE("the end is not overlooked") {
    Bridge bridge;
    bridge.quit();
    CHECK(bridge.take().quit);
    CHECK(bridge.take().quit);
}

TEST_CASE("commands go to the receiver, and nowhere once it is disconnected") {
    Bridge bridge;
    int received = 0;
    bridge.send(command::Quit{});
    bridge.connect([&](const Command& c) { received += std::holds_alternative<command::Quit>(c); });
    bridge.send(command::Quit{});
    bridge.connect({});
    bridge.send(command::Quit{});
    CHECK(received == 1);
}

TEST_CASE("two threads: nothing is lost and nothing comes after it was disconnected") {
    constexpr std::uint64_t kMany = 5000;
    Bridge bridge;
    std::atomic<int> woken = 0;
    std::atomic<int> received = 0;
    bridge.on_dirty([&] { ++woken; });
    bridge.connect([&](const Command&) { ++received; });
    std::thread engine([&] {
        for (std::uint64_t i = 1; i <= kMany; ++i) {
            bridge.publish(numbered(i));
            bridge.notify({});
        }
    });
    std::size_t notices = 0;
    std::uint64_t last = 0;
    while (last < kMany || notices < kMany) {
        const auto taken = bridge.take();
        notices += taken.notices.size();
        if (!taken.snapshot) continue;
        CHECK(taken.snapshot->revision >= last);
        last = taken.snapshot->revision;
        bridge.send(command::Reload{});
    }
    engine.join();
    CHECK(notices == kMany);
    CHECK(woken > 0);
    const int before = received;
    bridge.connect({});
    bridge.send(command::Reload{});
    CHECK(received == before);
}
