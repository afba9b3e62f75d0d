// Programs that a test starts: their output as growing text, their end awaited, never left behind.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/temp_dir.h"

namespace traypulse::test {

struct ProcessSpec {
    std::vector<std::string> argv;  ///< argv[0] is found through PATH where it has no slash
    std::vector<std::pair<std::string, std::string>>
        environment{};                 ///< added to, or replacing, the inherited one
    std::vector<std::string> unset{};  ///< variables that it does not get
    std::string directory{};           ///< where it starts; empty: here
    /// Without any privilege: as user and group 65534 ("nobody") where the test is root; as root
    /// without capabilities where it is root inside a user namespace only. File capabilities of
    /// what it executes still count.
    bool unprivileged = false;
    std::string input{};  ///< its standard input
};

/// One thread. The destructor kills the process; the kernel does too where the test itself is
/// killed.
class Process {
 public:
    /// Throws std::runtime_error where it can't be started.
    explicit Process(const ProcessSpec& spec);
    ~Process();
    Process(Process&&) noexcept;
    Process& operator=(Process&&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    /// All that it has written so far.
    [[nodiscard]] std::string output() const;
    [[nodiscard]] std::string errors() const;
    /// False from its end on.
    [[nodiscard]] bool running();
    /// Its exit status, or 128 + the signal that ended it; nullopt while it still runs after
    /// `timeout`.
    std::optional<int> wait(std::chrono::nanoseconds timeout);
    void signal(int number) const;

 private:
    std::unique_ptr<TempDir> files_;
    pid_t pid_ = -1;
    std::optional<int> status_;
};

struct Finished {
    int status = -1;  ///< as Process::wait; -1: it had to be killed after the timeout
    std::string output;
    std::string errors;
};
/// Runs a program to its end.
Finished run(const ProcessSpec& spec, std::chrono::nanoseconds timeout = std::chrono::seconds(30));

}  // namespace traypulse::test
