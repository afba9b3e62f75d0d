#include "agent/ui/window/window_history.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>

#include "tests/support/made_history.h"
#include "tests/support/temp_dir.h"

using namespace traypulse;
using namespace traypulse::ui;
using namespace std::chrono_literals;

namespace {

constexpr WallTime kEnd{std::chrono::seconds(1'717'329'600)};

/// A window without a toolkit: what is posted is run where it waits for it.
struct WindowFixture {
    test::TempDir files;
    std::mutex mutex;
    std::condition_variable arrived;
    std::deque<std::function<void()>> posted;
    HistoryReader reader{files / "history.db", [this](std::function<void()> what) {
                             const std::lock_guard held(mutex);
                             posted.push_back(std::move(what));
                             arrived.notify_all();
                         }};
    int changes = 0;
    WindowHistory history{reader, [this] { ++changes; }};
    graph::TimeAxis axis{kEnd, graph::Range::day};

    void make(int days) {
        test::MadeHistory wish;
        wish.path = files / "history.db";
        wish.until = kEnd;
        wish.days = days;
        wish.fine_hours = 1;
        wish.targets = {{{}, "Router", "icmp://192.0.2.1"}, {{}, "Shop", "icmp://198.51.100.7"}};
        test::make_history(wish);
    }
    void run_one() {
        std::unique_lock held(mutex);
        REQUIRE(arrived.wait_for(held, 30s, [this] { return !posted.empty(); }));
        const auto what = std::move(posted.front());
        posted.pop_front();
        held.unlock();
        what();
    }
    void run_until(const std::function<bool()>& done) {
        while (!done()) run_one();
    }
    [[nodiscard]] graph::PixelGrid grid() const { return graph::grid_of(axis, 600); }
    [[nodiscard]] bool drawn(const std::string& name) const {
        const auto* series = history.find(name);
        return series && !series->points(grid().range()).empty() && !series->states().empty();
    }
    void want(const std::vector<store::HistoryTarget>& shown) { history.want(grid(), kEnd, shown); }
};

}  // namespace

TEST_CASE_FIXTURE(WindowFixture, "a file that is not there yet is a problem that passes") {
    history.refresh(kEnd);
    run_until([&] { return history.ready(); });
    REQUIRE(history.problem());
    CHECK(history.problem()->code == ErrorCode::not_found);
    make(1);
    history.refresh(kEnd + 100ms);  // not at once again
    CHECK(history.configured().empty());
    history.refresh(kEnd + 6s);
    run_until([&] { return !history.configured().empty(); });
    CHECK(!history.problem());
}

TEST_CASE_FIXTURE(WindowFixture, "targets, outages, last hours and graphs come from the file") {
    make(4);
    history.refresh(kEnd);
    run_until([&] { return !history.outages().empty(); });
    REQUIRE(history.find("Shop") != nullptr);
    CHECK(history.find("Nobody") == nullptr);
    CHECK(history.configured().size() == 2);
    CHECK(history.oldest() == kEnd - 4 * 24h);
    const auto& outages = history.outages();
    for (std::size_t i = 1; i < outages.size(); ++i) CHECK(outages[i - 1].began > outages[i].began);
    const auto shop = history.find("Shop")->target().id;
    run_until([&] { return history.last_hour(shop) != nullptr; });
    CHECK(history.last_hour(shop)->size() >= 30);
    want({shop});
    run_until([&] { return drawn("Shop"); });
    run_until([&] { return !history.find("Router")->states().empty(); });
    CHECK(!drawn("Router"));  // it is not shown, so only its states were asked
    const auto points = history.find("Shop")->points(grid().range());
    std::uint64_t lost = 0;
    for (const auto& p : points) lost += p.lost;
    CHECK(lost > 100);  // the outages of the day
}

TEST_CASE_FIXTURE(WindowFixture, "many gestures ask few questions") {
    make(4);
    history.refresh(kEnd);
    run_until([&] { return history.find("Shop") != nullptr; });
    const auto shop = history.find("Shop")->target().id;
    for (int i = 0; i < 200; ++i) {
        axis.zoom(i % 2 == 0 ? 0.9 : 1.05, 0.3);
        want({shop});
    }
    const auto step = grid().step;
    int answers = 0;
    run_until([&] {
        ++answers;
        const auto* series = history.find("Shop");
        const auto left = series->wanted(grid(), kEnd, true);
        return std::none_of(left.begin(), left.end(), [&](const graph::Question& q) {
            return q.what == graph::Asked::points && q.step == step;
        });
    });
    CHECK(answers < 20);
}
