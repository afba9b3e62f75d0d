#include "helper/process.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "helper/client_socket.h"
#include "helper/process_system.h"
#include "shared/helper_exit.h"
#include "shared/limits.h"
#include "shared/system_error.h"

namespace traypulse::helper {
namespace {

// A socket that became descriptor 2 would get the log; so the three exist, as /dev/null if need be.
Status ensure_standard_descriptors() {
    for (int fd = 0; fd < kClientDescriptor; ++fd) {
        if (fcntl(fd, F_GETFD) >= 0) continue;
        // The lowest free number is this one, because those below are open.
        if (open("/dev/null", O_RDWR) != fd) return system_error("cannot open /dev/null");
    }
    return ok();
}

// libuv ends the process by abort(3) where the system refuses it a descriptor or memory. Whoever
// started us is told so in our way, and by our exit status.
void give_up(int) {
    constexpr std::string_view kWhy =
        "traypulse-helper: a call that the event loop can't do without failed; ending\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, kWhy.data(), kWhy.size());
    _exit(helper_exit::kSystem);
}

Status reset_signals() {
    struct sigaction action {};
    const itimerval off{};
    for (const auto timer : {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF})
        if (setitimer(timer, &off, nullptr) != 0)
            return system_error("cannot stop inherited timers");
    // One that fired while it was blocked waits, and would end us below; to ignore it takes it
    // away.
    action.sa_handler = SIG_IGN;
    for (const int number : {SIGALRM, SIGVTALRM, SIGPROF}) sigaction(number, &action, nullptr);
    for (int number = 1; number < NSIG; ++number) {
        action.sa_handler = SIG_DFL;
        // A client that went and a log that may not grow are seen as errors of ::write(2), not as
        // signals.
        if (number == SIGPIPE || number == SIGXFSZ) action.sa_handler = SIG_IGN;
        if (number == SIGABRT) action.sa_handler = give_up;
        sigaction(number, &action,
                  nullptr);  // fails for SIGKILL, SIGSTOP and what the C library keeps
    }
    sigset_t none;
    sigemptyset(&none);
    if (sigprocmask(SIG_SETMASK, &none, nullptr) != 0)
        return system_error("cannot unblock signals");
    return ok();
}

}  // namespace

Status sanitise_process(bool secure) {
    if (secure && !clear_environment()) return system_error("cannot clear the environment");
    if (auto status = ensure_standard_descriptors(); !status) return status;
    if (!close_descriptors_from(kClientDescriptor + 1))
        return system_error("cannot close inherited descriptors");
    if (chdir("/") != 0) return system_error("cannot change to /");
    umask(077);
    if (auto status = reset_signals(); !status) return status;
    if (!forbid_dumps()) return system_error("cannot forbid core dumps");
    return ok();
}

Result<unsigned> make_room_for_descriptors() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return system_error("cannot read the limit of open files");
    const rlim_t files = std::min<rlim_t>(limit.rlim_max, limits::kOpenFiles);
    if (files <= limits::kOwnFiles)
        return Error{ErrorCode::limit, "only " + std::to_string(files) + " files may be open",
                     "raise the hard limit (ulimit -Hn) to " + std::to_string(limits::kOpenFiles)};
    limit.rlim_cur = files;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        return system_error("cannot set the limit of open files");
    return static_cast<unsigned>(std::min<rlim_t>(files - limits::kOwnFiles, limits::kConnections));
}

}  // namespace traypulse::helper
