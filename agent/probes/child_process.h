// A process that the agent has started: its end is told, and it never stays behind, neither running
// nor as a zombie.
#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>

namespace traypulse {

/// Loop thread only. The destructor kills what still runs; its exit is collected by the loop
/// afterwards.
class ChildProcess {
 public:
    using Ended = std::function<void(std::int64_t status, int signal)>;
    ChildProcess() = default;
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    /// At most once. 0, or a libuv error; then `ended` is not called. `options.exit_cb` is filled
    /// in here.
    int spawn(uv_loop_t* loop, uv_process_options_t options, Ended ended);
    /// SIGKILL: a stopped process sees nothing else.
    void kill();
    /// The same to its whole process group; only of one that was spawned with
    /// UV_PROCESS_DETACHED, which makes it the leader of a group of its own.
    void kill_group();

 private:
    uv_process_t* process_ = nullptr;
    Ended ended_;
};

}  // namespace traypulse
