#include <fcntl.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "helper/sandbox.h"
#include "helper/sandbox_extra.h"

namespace traypulse::helper {
namespace {

// A filter in the making; remembers the first fault of libseccomp.
class Filter {
 public:
    explicit Filter(std::uint32_t otherwise) : context_(seccomp_init(otherwise)) {
        if (context_ == nullptr) fault_ = -ENOMEM;
        // NO_NEW_PRIVS was set and verified before; a foreign architecture's numbers mean other
        // calls.
        note(seccomp_attr_set(context_, SCMP_FLTATR_CTL_NNP, 0));
        note(seccomp_attr_set(context_, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
    }
    ~Filter() { seccomp_release(context_); }
    Filter(const Filter&) = delete;
    Filter& operator=(const Filter&) = delete;

    void always(std::uint32_t action, std::initializer_list<int> calls) {
        for (const int call : calls) note(seccomp_rule_add(context_, action, call, 0));
    }
    template <class... Conditions>
    void when(int call, Conditions... conditions) {
        note(
            seccomp_rule_add(context_, SCMP_ACT_ALLOW, call, sizeof...(conditions), conditions...));
    }
    Status load(const char* name) {
        if (fault_ == 0) note(seccomp_load(context_));
        if (fault_ == 0) return ok();
        return Error{
            ErrorCode::io,
            std::string("cannot install the ") + name + " filter: " + std::strerror(-fault_),
            "the kernel needs CONFIG_SECCOMP_FILTER"};
    }

 private:
    void note(int result) {
        if (fault_ == 0 && result < 0) fault_ = result;
    }
    scmp_filter_ctx context_;
    int fault_ = 0;
};

/// libseccomp's own macros for these are C99 compound literals, which C++ does not have.
scmp_arg_cmp equal(unsigned argument, scmp_datum_t value) {
    return {argument, SCMP_CMP_EQ, value, 0};
}
scmp_arg_cmp masked_equal(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
    return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

}  // namespace

Status forbid_uring() {
    Filter filter(SCMP_ACT_ALLOW);
    filter.always(SCMP_ACT_ERRNO(ENOSYS), {SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter),
                                           SCMP_SYS(io_uring_register)});
    return filter.load("io_uring");
}

// The log is a socket of the journal, or the agent's pipe.
std::uint64_t largest_file() { return 0; }

Status restrict_calls() {
    Filter filter(SCMP_ACT_KILL_PROCESS);
    // The loop, the clients, the packets.
    filter.always(
        SCMP_ACT_ALLOW,
        {SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_ctl), SCMP_SYS(read),
         SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(accept4), SCMP_SYS(close), SCMP_SYS(recvfrom),
         SCMP_SYS(recvmsg), SCMP_SYS(recvmmsg), SCMP_SYS(sendto), SCMP_SYS(sendmsg),
         SCMP_SYS(sendmmsg), SCMP_SYS(shutdown), SCMP_SYS(timerfd_settime)});
    // Memory, time, random numbers, signals, the end.
    filter.always(
        SCMP_ACT_ALLOW,
        {SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(futex),
         SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom), SCMP_SYS(getpid),
         SCMP_SYS(gettid), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),
         SCMP_SYS(restart_syscall), SCMP_SYS(exit), SCMP_SYS(exit_group)});
    filter.when(SCMP_SYS(mmap), masked_equal(2, PROT_EXEC, 0));
    filter.when(SCMP_SYS(mprotect), masked_equal(2, PROT_EXEC, 0));
    filter.when(SCMP_SYS(madvise), equal(2, MADV_DONTNEED));
    filter.when(SCMP_SYS(getsockopt), equal(1, SOL_SOCKET), equal(2, SO_PEERCRED));
    filter.when(SCMP_SYS(getsockopt), equal(1, SOL_SOCKET), equal(2, SO_ERROR));
    filter.when(SCMP_SYS(ioctl), equal(1, FIONBIO));
    filter.when(SCMP_SYS(fcntl), equal(1, F_GETFL));
    // abort(3), so that it ends as helper/process.h says rather than by this filter.
    filter.when(SCMP_SYS(tgkill), equal(0, static_cast<scmp_datum_t>(getpid())), equal(2, SIGABRT));
    // What the C library tries on its way to an error message; it copes without.
    filter.always(SCMP_ACT_ERRNO(EACCES),
                  {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(newfstatat), SCMP_SYS(fstat),
                   SCMP_SYS(readlink), SCMP_SYS(uname), SCMP_SYS(sched_getaffinity)});
    // Nothing in a product build; what the sanitizers' runtime needs in theirs.
    for (const int call : extra_calls()) filter.always(SCMP_ACT_ALLOW, {call});
    return filter.load("system call");
}

}  // namespace traypulse::helper
