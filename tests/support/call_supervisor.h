// Decides over each system call of a child, one after the other: the kernel asks
// (seccomp_unotify(2)). So any call can be made to fail, also those that have no wrapper in the C
// library or are made inside one.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <functional>
#include <thread>

namespace traypulse::testing {

/// One system call as it is about to be made.
struct SystemCall {
    int number = 0;
    std::array<std::uint64_t, 6> arguments{};
};

/// Supervises one child from just before it is executed to its end. Its answers come from a thread
/// of its own.
class CallSupervisor {
 public:
    /// 0: the call is made. Else it is not, and fails with that errno. Called from the supervisor's
    /// thread.
    using Judge = std::function<int(const SystemCall&)>;

    /// Throws std::runtime_error where the system fails.
    explicit CallSupervisor(Judge judge);
    /// Lets go: what the child calls from then on fails with ENOSYS. Let the child end first.
    ~CallSupervisor();
    CallSupervisor(const CallSupervisor&) = delete;
    CallSupervisor& operator=(const CallSupervisor&) = delete;

    /// In the child, as the last thing before execve(2), which then waits for attend().
    void install() const;
    /// In the parent, once the child was forked. Throws where the child could not install the
    /// filter.
    void attend(pid_t child);

 private:
    void answer_all() const;

    Judge judge_;
    std::array<int, 2> number_{-1, -1};  // a pipe: the number of the child's listener
    int stop_ = -1;
    int listener_ = -1;
    std::thread thread_;
};

}  // namespace traypulse::testing
