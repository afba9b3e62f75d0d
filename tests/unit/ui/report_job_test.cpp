// A report that is written while the window goes on, and one that is not wanted any more.
#include <doctest/doctest.h>

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>

#include "agent/store/store.h"
#include "agent/ui/report/report_job.h"
#include "tests/support/temp_dir.h"

using namespace std::chrono_literals;
using namespace traypulse;
using namespace traypulse::ui;

namespace {

constexpr WallTime kNow{std::chrono::seconds(1'700'000'000)};

/// The GUI thread's queue, worked off by the test.
class Queue {
 public:
    void post(std::function<void()> what) {
        {
            const std::lock_guard held(mutex_);
            waiting_.push_back(std::move(what));
        }
        more_.notify_one();
    }
    /// False where nothing came for long.
    bool run_one() {
        std::unique_lock held(mutex_);
        if (!more_.wait_for(held, 30s, [&] { return !waiting_.empty(); })) return false;
        auto what = std::move(waiting_.front());
        waiting_.pop_front();
        held.unlock();
        what();
        return true;
    }

 private:
    std::mutex mutex_;
    std::condition_variable more_;
    std::deque<std::function<void()>> waiting_;
};

std::string made_history(const test::TempDir& dir) {
    store::StoreOptions options;
    options.path = dir / "history.db";
    const auto path = options.path;
    options.now = [] { return Instant{MonoTime(1h), kNow}; };
    store::Store store(std::move(options));
    store.set_targets({{TargetId(1), "Shop", "icmp://shop"}}, kNow - 24h);
    store.put(store::StateChange{TargetId(1), TargetState::up, kNow - 24h, ""});
    for (int i = 7200; i > 0; --i) {
        store::Sample sample;
        sample.target = TargetId(1);
        sample.time = kNow - std::chrono::seconds(i);
        sample.outcome = store::Outcome::answered;
        sample.rtt = Rtt(Nanoseconds(12ms));
        store.put(sample);
    }
    REQUIRE(store.flush(10s).ok());
    return path;
}

report::ReportOptions last_day() {
    report::ReportOptions out;
    out.now = kNow;
    out.range = {kNow - 24h, kNow};
    out.version = "test";
    return out;
}

struct Told {
    double fraction = 0;
    std::optional<Status> done;
};

ReportJob::Events events_of(Told& told) {
    return {[&told](double fraction, const std::string& doing) {
                CHECK(fraction >= told.fraction);
                CHECK_FALSE(doing.empty());
                told.fraction = fraction;
            },
            [&told](const Status& status) { told.done = status; }};
}

/// A job, and what it tells until it is done.
Status done_by(Queue& queue, const std::string& history, const std::string& file, bool cancelled) {
    Told told;
    ReportJob job(
        history, last_day(), file, [&](auto what) { queue.post(std::move(what)); },
        events_of(told));
    if (cancelled) job.cancel();
    while (!told.done && queue.run_one()) {
    }
    REQUIRE(told.done);
    return *told.done;
}

}  // namespace

TEST_CASE("a report is written on a thread of its own, and says how far it is") {
    test::TempDir dir;
    const auto history = made_history(dir);
    const auto file = dir / "report.html";
    Queue queue;
    CHECK(done_by(queue, history, file, false).ok());
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    CHECK(text.str().find("Shop") != std::string::npos);
}

TEST_CASE("a report that is not wanted any more leaves nothing, and tells nobody who has gone") {
    test::TempDir dir;
    const auto history = made_history(dir);
    const auto file = dir / "report.html";
    Queue queue;
    const auto done = done_by(queue, history, file, true);
    // It may have been done before it heard of it.
    if (!done.ok()) {
        CHECK(done.error().code == ErrorCode::cancelled);
        CHECK_FALSE(std::filesystem::exists(file));
    }
    bool told_afterwards = false;
    {
        ReportJob job(history, last_day(), file, [&](auto what) { queue.post(std::move(what)); },
                      {[&](double, const std::string&) { told_afterwards = true; },
                       [&](const Status&) { told_afterwards = true; }});
    }
    // Its last word is in the queue, and nobody is there to hear it.
    CHECK(queue.run_one());
    CHECK_FALSE(told_afterwards);
}

TEST_CASE("where the report cannot be written, the reason is told") {
    test::TempDir dir;
    Queue queue;
    const auto done = done_by(queue, made_history(dir), dir / "missing/report.html", false);
    REQUIRE_FALSE(done.ok());
    CHECK(done.error().what.find("missing") != std::string::npos);
}
