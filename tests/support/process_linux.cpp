#include "tests/support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <stdexcept>

#include "tests/support/namespace.h"
#include "tests/support/system_failure.h"

namespace traypulse::test {
namespace {

constexpr mode_t kOutputMode = 0600;

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> out;
    out.reserve(strings.size() + 1);
    for (auto& s : strings) out.push_back(s.data());
    out.push_back(nullptr);
    return out;
}

std::vector<std::string> environment_of(const ProcessSpec& spec) {
    std::map<std::string, std::string> merged;
    for (char** e = environ; *e != nullptr; ++e) {
        const std::string entry(*e);
        const auto equals = entry.find('=');
        merged[entry.substr(0, equals)] =
            equals == std::string::npos ? "" : entry.substr(equals + 1);
    }
    for (const auto& name : spec.unset) merged.erase(name);
    for (const auto& [name, value] : spec.environment) merged[name] = value;
    std::vector<std::string> out;
    out.reserve(merged.size());
    for (const auto& [name, value] : merged) out.emplace_back(name).append("=").append(value);
    return out;
}

// setpriv(1) gives up the privileges and asks the kernel to end the program with this one.
std::vector<std::string> command_of(const ProcessSpec& spec) {
    std::vector<std::string> out{"/usr/bin/setpriv", "--pdeathsig", "KILL"};
    if (spec.unprivileged && !only_namespace_root())
        out.insert(out.end(), {"--reuid", "65534", "--regid", "65534", "--clear-groups"});
    else if (spec.unprivileged)
        out.insert(out.end(), {"--securebits", "+noroot,+noroot_locked", "--inh-caps", "-all"});
    out.emplace_back("--");
    out.insert(out.end(), spec.argv.begin(), spec.argv.end());
    return out;
}

}  // namespace

Process::Process(const ProcessSpec& spec) : files_(std::make_unique<TempDir>()) {
    const auto input = files_->write("in", spec.input);
    auto argv = command_of(spec);
    auto environment = environment_of(spec);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input.c_str(), O_RDONLY, 0);
    const std::pair<int, const char*> outputs[] = {{STDOUT_FILENO, "out"}, {STDERR_FILENO, "err"}};
    for (const auto& [fd, name] : outputs)
        posix_spawn_file_actions_addopen(&actions, fd, (*files_ / name).c_str(),
                                         O_WRONLY | O_CREAT | O_APPEND, kOutputMode);
    if (!spec.directory.empty())
        posix_spawn_file_actions_addchdir_np(&actions, spec.directory.c_str());

    // Whatever the test runner blocks or ignores, the program starts as from a shell.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

    const int error = posix_spawn(&pid_, argv[0].c_str(), &actions, &attributes,
                                  pointers(argv).data(), pointers(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error != 0)
        throw std::runtime_error("cannot start " + argv[0] + ": " + std::strerror(error));
}

Process::Process(Process&& other) noexcept
    : files_(std::move(other.files_)),
      pid_(std::exchange(other.pid_, -1)),
      status_(other.status_) {}

Process::~Process() {
    if (pid_ < 0 || status_) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
}

std::string Process::output() const { return read_file(*files_ / "out"); }
std::string Process::errors() const { return read_file(*files_ / "err"); }
bool Process::running() { return !wait({}); }

std::optional<int> Process::wait(std::chrono::nanoseconds timeout) {
    if (status_) return status_;
    const int fd = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
    if (fd < 0) system_failure("pidfd_open");
    pollfd entry{fd, POLLIN, 0};
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(timeout);
    const timespec limit{seconds.count(), (timeout - seconds).count()};
    ppoll(&entry, 1, &limit, nullptr);
    close(fd);
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return status_;
}

void Process::signal(int number) const {
    if (!status_) kill(pid_, number);
}

Finished run(const ProcessSpec& spec, std::chrono::nanoseconds timeout) {
    Process process(spec);
    Finished out;
    if (const auto status = process.wait(timeout)) {
        out.status = *status;
    } else {
        process.signal(SIGKILL);
        process.wait(std::chrono::seconds(5));
    }
    out.output = process.output();
    out.errors = process.errors();
    return out;
}

}  // namespace traypulse::test
