#include "tests/support/call_supervisor.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "tests/support/eventually.h"
#include "tests/support/system_failure.h"

namespace traypulse::testing {
namespace {

// What a child exits with that could not install the filter.
constexpr int kNoFilter = 124;

}  // namespace

CallSupervisor::CallSupervisor(Judge judge) : judge_(std::move(judge)) {
    stop_ = eventfd(0, EFD_CLOEXEC);
    if (stop_ < 0 || pipe2(number_.data(), O_CLOEXEC) != 0) system_failure("cannot supervise");
}

CallSupervisor::~CallSupervisor() {
    eventfd_write(stop_, 1);
    if (thread_.joinable()) thread_.join();
    for (const int fd : {stop_, listener_, number_[0], number_[1]})
        if (fd >= 0) close(fd);
}

void CallSupervisor::install() const {
    // The lowest free number is what the listener gets; told first, for afterwards every call waits
    // for the parent.
    const int next = dup(stop_);
    close(next);
    if (write(number_[1], &next, sizeof next) != sizeof next) _exit(kNoFilter);
    sock_filter ask{};
    ask.code = BPF_RET | BPF_K;
    ask.k = SECCOMP_RET_USER_NOTIF;
    const sock_fprog program{1, &ask};
    // Root of its namespace may do this without PR_SET_NO_NEW_PRIVS, which would be inherited.
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program) !=
        next)
        _exit(kNoFilter);
}

void CallSupervisor::attend(pid_t child) {
    close(std::exchange(number_[1], -1));
    int theirs = -1;
    if (read(number_[0], &theirs, sizeof theirs) != sizeof theirs)
        throw std::runtime_error("the child has no listener");
    const int handle = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
    if (handle < 0) system_failure("pidfd_open");
    const bool got = test::eventually(std::chrono::seconds{5}, [&] {
        listener_ = static_cast<int>(syscall(SYS_pidfd_getfd, handle, theirs, 0));
        return listener_ >= 0;
    });
    close(handle);
    if (!got)
        system_failure("no system call of a child can be supervised here (seccomp_unotify(2))");
    thread_ = std::thread([this] { answer_all(); });
}

void CallSupervisor::answer_all() const {
    std::array<pollfd, 2> watched{pollfd{listener_, POLLIN, 0}, pollfd{stop_, POLLIN, 0}};
    while (true) {
        poll(watched.data(), watched.size(), -1);
        if (watched[1].revents != 0) return;
        if ((watched[0].revents & POLLIN) == 0) {
            if ((watched[0].revents & (POLLHUP | POLLERR)) != 0) return;  // the child has ended
            continue;
        }
        seccomp_notif asked{};
        if (ioctl(listener_, SECCOMP_IOCTL_NOTIF_RECV, &asked) != 0) continue;  // killed meanwhile
        SystemCall call;
        call.number = asked.data.nr;
        std::copy(std::begin(asked.data.args), std::end(asked.data.args), call.arguments.begin());
        seccomp_notif_resp answer{};
        answer.id = asked.id;
        answer.error = -judge_(call);
        if (answer.error == 0) answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
        ioctl(listener_, SECCOMP_IOCTL_NOTIF_SEND, &answer);
    }
}

}  // namespace traypulse::testing
