#include "agent/ui/history_reader.h"

#include <doctest/doctest.h>

#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/temp_dir.h"

using namespace traypulse;
using namespace traypulse::ui;

namespace {

/// The GUI's queue of events.
class Posted {
 public:
    void post(std::function<void()> what) {
        const std::lock_guard held(mutex_);
        queue_.push_back(std::move(what));
        arrived_.notify_all();
    }
    /// Waits for the next one and runs it here.
    void run_next() {
        std::function<void()> what;
        {
            std::unique_lock held(mutex_);
            arrived_.wait(held, [this] { return !queue_.empty(); });
            what = std::move(queue_.front());
            queue_.erase(queue_.begin());
        }
        what();
    }
    [[nodiscard]] std::size_t size() {
        const std::lock_guard held(mutex_);
        return queue_.size();
    }

 private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<std::function<void()>> queue_;
};

struct ReaderFixture {
    test::TempDir files;
    Posted gui;
    HistoryReader reader{files.path().string() + "/history.db",
                         [this](std::function<void()> what) { gui.post(std::move(what)); }};
    HistoryReader::Questions window{reader};
    std::vector<std::string> shown;

    HistoryReader::Job says(const std::string& word) {
        return [this, word](store::History&) { return [this, word] { shown.push_back(word); }; };
    }
    /// A question that is being answered until the promise is kept.
    std::promise<void> occupy() {
        std::promise<void> let_go;
        auto busy = std::make_shared<std::promise<void>>();
        auto begun = busy->get_future();
        window.ask("busy", [until = let_go.get_future().share(), busy](store::History&) {
            busy->set_value();
            until.wait();
            return HistoryReader::Show{};
        });
        begun.wait();
        return let_go;
    }
};

}  // namespace

TEST_CASE_FIXTURE(ReaderFixture, "a question is answered elsewhere and shown here") {
    std::thread::id asked_on;
    std::thread::id shown_on;
    window.ask("targets", [&](store::History& history) -> HistoryReader::Show {
        asked_on = std::this_thread::get_id();
        const auto targets = history.targets();
        return [&, missing = !targets.ok() && targets.error().code == ErrorCode::not_found] {
            shown_on = std::this_thread::get_id();
            CHECK(missing);  // nobody has written yet
        };
    });
    CHECK(window.pending("targets"));
    gui.run_next();
    CHECK(asked_on != std::this_thread::get_id());
    CHECK(shown_on == std::this_thread::get_id());
    CHECK(!window.pending("targets"));
}

TEST_CASE_FIXTURE(ReaderFixture, "a newer question takes the place of the one that waits") {
    auto let_go = occupy();
    window.ask("graph", says("old"));
    window.ask("outages", says("outages"));
    window.ask("graph", says("new"));
    CHECK(window.pending("graph"));
    let_go.set_value();
    gui.run_next();  // what was being answered
    gui.run_next();
    CHECK(!window.pending("graph"));
    CHECK(window.pending("outages"));
    gui.run_next();
    CHECK(shown == std::vector<std::string>{"new", "outages"});
    CHECK(gui.size() == 0);
}

TEST_CASE_FIXTURE(ReaderFixture, "two windows may use the same key") {
    HistoryReader::Questions popover(reader);
    auto let_go = occupy();
    window.ask("graph", says("window"));
    popover.ask("graph", says("popover"));
    let_go.set_value();
    for (int i = 0; i < 3; ++i) gui.run_next();
    CHECK(shown == std::vector<std::string>{"window", "popover"});
}

TEST_CASE_FIXTURE(ReaderFixture, "nothing is shown to a window that is gone") {
    auto popover = std::make_unique<HistoryReader::Questions>(reader);
    popover->ask("graph", says("answered already"));
    window.ask("then", says("then"));
    while (gui.size() < 2) std::this_thread::yield();
    auto let_go = occupy();
    popover->ask("graph", says("still waits"));
    popover.reset();
    window.ask("last", says("last"));
    let_go.set_value();
    for (int i = 0; i < 4; ++i) gui.run_next();
    CHECK(shown == std::vector<std::string>{"then", "last"});
    CHECK(gui.size() == 0);
}

TEST_CASE_FIXTURE(ReaderFixture,
                  "what was asked before is forgotten on demand, what comes after is not") {
    auto let_go = occupy();
    window.ask("graph", says("before"));
    window.forget();
    CHECK(!window.pending("graph"));
    window.ask("graph", says("after"));
    let_go.set_value();
    gui.run_next();  // of what was being answered: nobody wants to know
    gui.run_next();
    CHECK(shown == std::vector<std::string>{"after"});
}

TEST_CASE("a reader that ends drops what waits and leaves nothing behind") {
    Posted gui;
    const test::TempDir files;
    int asked = 0;
    std::promise<void> begun;
    std::promise<void> let_go;
    auto reader = std::make_unique<HistoryReader>(
        files.path().string() + "/history.db",
        [&](std::function<void()> what) { gui.post(std::move(what)); });
    HistoryReader::Questions window(*reader);
    window.ask("a", [&](store::History&) {
        begun.set_value();
        let_go.get_future().wait();
        ++asked;
        return HistoryReader::Show{};
    });
    begun.get_future().wait();
    window.ask("b", [&](store::History&) {
        ++asked;
        return HistoryReader::Show{};
    });
    std::thread opener([&] { let_go.set_value(); });
    reader.reset();
    opener.join();
    CHECK(asked >= 1);
    window.forget();
    while (gui.size() > 0) gui.run_next();
}
