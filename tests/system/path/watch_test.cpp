// A path that is followed all the time: on the real loop, over the real helper, on the simulated
// network.
#include <doctest/doctest.h>
#include <uv.h>

#include <functional>
#include <optional>

#include "agent/probes/icmp_ladder.h"
#include "agent/runtime/path_watch.h"
#include "tests/support/namespace.h"
#include "tests/support/simulation.h"

using namespace traypulse;
using namespace traypulse::runtime;
using namespace traypulse::test;
using namespace std::chrono_literals;

namespace {

/// Everything that the agent has of it, with a shorter interval.
class Watch {
 public:
    explicit Watch(bool helper = true) {
        uv_loop_init(&loop_);
        resolver_.emplace(&loop_);
        watch_.emplace(
            &loop_, mux_, *resolver_,
            [this](TargetId id, const RouteChange& change) {
                CHECK(id == kId);
                changes.push_back(change);
            },
            PathWatchOptions{.every = 100ms, .probes = 1, .timeout = 150ms});
        if (helper) {
            LadderOptions options;
            options.service_socket = "/nonexistent";
            options.helper_path = TRAYPULSE_HELPER_PATH;
            ladder_.emplace(&loop_, options, nullptr);
            mux_.open(*ladder_, {});
            REQUIRE(until([&] { return mux_.abilities() != nullptr; }));
        }
    }
    ~Watch() {
        mux_.close();
        watch_.reset();
        ladder_.reset();
        resolver_.reset();
        uv_run(&loop_, UV_RUN_DEFAULT);
        CHECK(uv_loop_close(&loop_) == 0);
    }

    bool until(const std::function<bool()>& holds) {
        bool late = false;
        uv::Timer patience(&loop_);
        patience.start(20s, [&] { late = true; });
        while (!holds() && !late) uv_run(&loop_, UV_RUN_ONCE);
        return !late;
    }
    void follow(const std::string& address) {
        TargetSpec spec;
        spec.watch_path = true;
        watch_->start(kId, spec);
        watch_->address(kId, address);
    }
    /// So many more traces have been made.
    bool traced(std::uint32_t more) {
        const auto sent = [&] {
            const auto view = watch_->view(kId);
            return view && !view->hops.empty() ? view->hops[0].sent : 0;
        };
        const auto from = sent();
        return until([&] { return sent() >= from + more; });
    }
    [[nodiscard]] std::optional<PathView> view() const { return watch_->view(kId); }
    PathWatch& watch() { return *watch_; }

    static constexpr TargetId kId{7};
    std::vector<RouteChange> changes;

 private:
    uv_loop_t loop_{};
    IcmpMux mux_;
    std::optional<NameResolver> resolver_;
    std::optional<IcmpLadder> ladder_;
    std::optional<PathWatch> watch_;
};

}  // namespace

TEST_CASE("the route changes once, and once that is an event with both routes") {
    Namespace space;
    Simulation net({"host 10.99.1.1 hops 10.98.0.1,10.98.0.2", "host 10.99.0.53",
                    "dns ptr 10.98.0.1 first.test"});
    Watch watch;
    watch.follow("10.99.1.1");
    REQUIRE(watch.traced(4));
    CHECK(watch.changes.empty());
    // Each trace asks each hop once: on a busy machine an answer may come too late for one.
    std::optional<PathView> view;
    REQUIRE(watch.until([&] {
        view = watch.view();
        return view && view->reached && view->hops.size() == 4 && !view->hops[2].routers.empty();
    }));
    CHECK(view->hops[2].routers.at(0).address.text() == "10.98.0.2");
    CHECK(watch.until([&] { return watch.view()->hops[1].routers.at(0).name == "first.test"; }));
    net.tell("host 10.99.1.1 hops 10.98.0.1,10.98.0.9");
    REQUIRE(watch.until([&] { return !watch.changes.empty(); }));
    CHECK(watch.changes[0].text == "hop 3 was 10.98.0.2 and is 10.98.0.9");
    CHECK(watch.changes[0].before == "10.99.0.1 > 10.98.0.1 > 10.98.0.2 > 10.99.1.1");
    CHECK(watch.changes[0].after == "10.99.0.1 > 10.98.0.1 > 10.98.0.9 > 10.99.1.1");
    REQUIRE(watch.traced(4));
    CHECK(watch.changes.size() == 1);
    net.tell("host 10.99.1.1 hops 10.98.0.1,10.98.0.5,10.98.0.9");
    REQUIRE(watch.until([&] { return watch.changes.size() == 2; }));
    CHECK(watch.changes[1].text.find("5 hops instead of 4") != std::string::npos);
}

TEST_CASE("equal-cost paths, silence and an outage are no change of the route") {
    Namespace space;
    Simulation net({"host 10.99.1.1 hops 10.98.0.1|10.98.0.2|10.98.0.3,10.98.1.1"});
    Watch watch;
    watch.follow("10.99.1.1");
    REQUIRE(watch.traced(3));
    // Another hash: the flow goes by another of the same routers.
    net.tell("host 10.99.1.1 hops 10.98.0.2|10.98.0.3|10.98.0.1,10.98.1.1");
    REQUIRE(watch.traced(3));
    net.tell("host 10.98.1.1 down");
    REQUIRE(watch.traced(3));
    net.tell("host 10.99.1.1 down");
    REQUIRE(watch.traced(3));
    CHECK_FALSE(watch.view()->reached);
    net.tell("host 10.99.1.1 up");
    net.tell("host 10.98.1.1 up");
    REQUIRE(watch.traced(3));
    // Which of the three a flow takes is a matter of its hash; with each in its place once, it has
    // met them all.
    net.tell("host 10.99.1.1 hops 10.98.0.3|10.98.0.1|10.98.0.2,10.98.1.1");
    CHECK(watch.until([&] { return watch.view()->hops.at(1).routers.size() == 3; }));
    CHECK(watch.changes.empty());
}

TEST_CASE("another network is another path, not a change of this one") {
    Namespace space;
    Simulation net({"host 10.99.1.1 hops 10.98.0.1"});
    Watch watch;
    watch.follow("10.99.1.1");
    REQUIRE(watch.traced(2));
    net.tell("host 10.99.1.1 hops 10.98.0.9");
    watch.watch().start_afresh();
    REQUIRE(watch.until([&] { return watch.view().has_value(); }));
    REQUIRE(watch.traced(2));
    CHECK(watch.view()->hops.at(1).routers.at(0).address.text() == "10.98.0.9");
    CHECK(watch.changes.empty());
    watch.watch().stop(Watch::kId);
    CHECK_FALSE(watch.view());
}

TEST_CASE("the MTU of the path is known beside it, and looked for again on another route") {
    Namespace space;
    Simulation net({"host 10.99.1.1 hops 10.98.0.1 mtu 1400"});
    Watch watch;
    watch.follow("10.99.1.1");
    const auto mtu = [&] {
        const auto entry = watch.watch().mtu(Watch::kId);
        return entry ? entry->mtu.mtu : 0;
    };
    REQUIRE(watch.until([&] { return mtu() == 1400; }));
    net.tell("host 10.99.1.1 mtu 1300");
    REQUIRE(watch.traced(3));
    CHECK(mtu() == 1400);  // believed for ten minutes
    net.tell("host 10.99.1.1 hops 10.98.0.2");
    REQUIRE(watch.until([&] { return mtu() == 1300; }));
    CHECK(watch.changes.size() == 1);
}

TEST_CASE("without a helper it goes by UDP") {
    Namespace space;
    Simulation net({"host fd99::1:1 hops fd98::1,fd98::2"});
    Watch watch(false);
    watch.follow("fd99::1:1");
    REQUIRE(watch.traced(2));
    CHECK(watch.view()->reached);
    CHECK(watch.view()->hops.at(2).routers.at(0).address.text() == "fd98::2");
    net.tell("host fd99::1:1 hops fd98::1,fd98::9");
    REQUIRE(watch.until([&] { return !watch.changes.empty(); }));
    CHECK(watch.changes[0].text == "hop 3 was fd98::2 and is fd98::9");
}
