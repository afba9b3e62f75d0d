// What the agent knows of its own cost.
#include "agent/runtime/own_weight.h"

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <vector>

#include "agent/runtime/sleep_watch.h"
#include "tests/support/eventually.h"

using namespace traypulse;
using namespace traypulse::runtime;
using namespace std::chrono_literals;

namespace {

constexpr auto kPatience = 30s;

/// A child that works as hard as it can; ends with its owner.
class Worker {
 public:
    Worker() : pid_(fork()) {
        if (pid_ != 0) return;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;) getppid();
    }
    ~Worker() { end(); }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    void end() {
        if (pid_ <= 0) return;
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }

 private:
    pid_t pid_;
};

}  // namespace

TEST_CASE("a child's work is the program's, while it runs and after") {
    const auto before = processor_time();
    Worker worker;
    REQUIRE(test::eventually(kPatience, [&] { return processor_time() - before > 200ms; }));
    const auto running = processor_time();
    worker.end();
    // Clock ticks are 10 ms; the kernel's final account is finer.
    CHECK(processor_time() >= running - 20ms);
}

TEST_CASE("memory counts when it is used, and not when it is shared") {
    constexpr std::size_t kSize = 64UL << 20U;
    constexpr std::size_t kPage = 4096;
    const auto before = private_memory();
    auto* mine = static_cast<char*>(
        mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    auto* shared = static_cast<char*>(
        mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    REQUIRE(mine != MAP_FAILED);
    REQUIRE(shared != MAP_FAILED);
    CHECK(private_memory() < before + kSize / 2);
    for (std::size_t at = 0; at < kSize; at += kPage) shared[at] = 1;
    CHECK(private_memory() < before + kSize / 2);
    for (std::size_t at = 0; at < kSize; at += kPage) mine[at] = 1;
    CHECK(private_memory() > before + kSize / 2);
    munmap(mine, kSize);
    munmap(shared, kSize);
    CHECK(private_memory() < before + kSize / 2);
}

TEST_CASE("battery and metered are told at once, and only when they change") {
    uv_loop_t loop;
    uv_loop_init(&loop);
    std::vector<ThrottleReading> told;
    {
        OwnWeight weight(&loop, [&](const ThrottleReading& r) { told.push_back(r); });
        weight.on_battery(false);
        CHECK(told.empty());
        weight.on_battery(true);
        weight.on_battery(true);
        REQUIRE(told.size() == 1);
        CHECK(told[0].on_battery);
        CHECK_FALSE(told[0].metered);
        weight.on_metered(true);
        weight.on_battery(false);
        REQUIRE(told.size() == 3);
        CHECK(told[2].metered);
        CHECK_FALSE(told[2].on_battery);
    }
    uv_run(&loop, UV_RUN_DEFAULT);
    CHECK(uv_loop_close(&loop) == 0);
}

TEST_CASE("a sleep that is announced is told once, when it is over") {
    uv_loop_t loop;
    uv_loop_init(&loop);
    std::vector<Nanoseconds> told;
    {
        SleepWatch watch(&loop, [&](Nanoseconds slept) { told.push_back(slept); });
        watch.awake();  // nobody had said that it would sleep
        CHECK(told.empty());
        watch.about_to_sleep();
        CHECK(told.empty());
        watch.awake();
        REQUIRE(told.size() == 1);
        CHECK(told[0] >= 0ns);
        watch.awake();
        CHECK(told.size() == 1);
        watch.about_to_sleep();
        watch.about_to_sleep();
        watch.awake();
        CHECK(told.size() == 2);
    }
    uv_run(&loop, UV_RUN_DEFAULT);
    CHECK(uv_loop_close(&loop) == 0);
}
