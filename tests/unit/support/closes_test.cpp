// What ThreadSanitizer must be told for its reports to be true.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include <array>
#include <atomic>
#include <thread>

TEST_CASE("a descriptor that libuv has closed may be another thread's next") {
    std::array<int, 2> ends{};
    // Not ordered by anything but a relaxed atomic, as the kernel orders them by the number alone.
    std::atomic<bool> closed{false};
    int opened = -1;
    std::thread other([&] {
        while (!closed.load(std::memory_order_relaxed)) std::this_thread::yield();
        opened = open("/dev/null", O_RDONLY | O_CLOEXEC);
    });
    uv_loop_t loop;
    uv_pipe_t pipe;
    REQUIRE(uv_loop_init(&loop) == 0);
    REQUIRE(uv_pipe_init(&loop, &pipe, 0) == 0);
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    REQUIRE(close(ends[1]) == 0);
    REQUIRE(uv_pipe_open(&pipe, ends[0]) == 0);
    uv_close(reinterpret_cast<uv_handle_t*>(&pipe), nullptr);
    CHECK(uv_run(&loop, UV_RUN_DEFAULT) == 0);
    closed.store(true, std::memory_order_relaxed);
    other.join();
    CHECK(opened == ends[0]);
    CHECK(close(opened) == 0);
    CHECK(uv_loop_close(&loop) == 0);
}
