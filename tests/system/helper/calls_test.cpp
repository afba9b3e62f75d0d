// Each system call of a helper's whole life fails, one a life: it ends with a reason, or serves as
// confined as ever.
#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/syscall.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <map>
#include <set>

#include "shared/helper_exit.h"
#include "tests/support/call_supervisor.h"
#include "tests/support/eventually.h"
#include "tests/support/helper_process.h"
#include "tests/system/helper/process_facts.h"

using namespace traypulse;
using namespace traypulse::protocol;
using namespace traypulse::testing;
using namespace std::chrono_literals;

namespace {

// Not those that have no error to return, or whose only errors are wrong arguments (their manual
// pages); nor brk(2), which says by no errno that it failed; nor close(2), which frees the
// descriptor even where it fails, so that not to make it would be another fault.
bool can_fail(int call) {
    static const std::set<int> cannot{
        SYS_exit,   SYS_exit_group, SYS_rt_sigreturn,   SYS_restart_syscall,
        SYS_getpid, SYS_gettid,     SYS_getuid,         SYS_geteuid,
        SYS_getgid, SYS_umask,      SYS_rt_sigprocmask, SYS_close,
        SYS_futex,  SYS_brk};
    // A sanitizer's runtime maps memory, writes to a pipe of its own (is this address readable?)
    // and gives its signals a stack, and dies where it can't.
    static const std::set<int> of_runtime{SYS_mmap, SYS_munmap, SYS_pipe2, SYS_write,
                                          SYS_sigaltstack};
    return !cannot.contains(call) && !(TRAYPULSE_TEST_SANITIZED != 0 && of_runtime.contains(call));
}

// The error that the call has in life; `otherwise` at calls that may have any.
int error_of(int call, int otherwise) {
    static const std::map<int, int> errors{{SYS_epoll_pwait, EINTR}, {SYS_sendmmsg, ENOBUFS},
                                           {SYS_recvmmsg, ENOMEM},   {SYS_recvfrom, EINTR},
                                           {SYS_sendto, EINTR},      {SYS_read, EINTR},
#ifdef SYS_epoll_wait
                                           {SYS_epoll_wait, EINTR}
#endif
    };
    const auto found = errors.find(call);
    return found == errors.end() ? otherwise : found->second;
}

// One life: the `nth` call from main() on fails.
struct Life {
    unsigned nth = 0;
    int error = 0;
    unsigned seen = 0;
    SystemCall failed{-1, {}};
    bool in_main = false;
    bool serving = false;
    bool files_restricted = false;

    int judge(const SystemCall& call) {
        // The first thing that the helper itself does: are descriptors 0 to 2 there? Before that is
        // the loader.
        in_main = in_main || (call.number == SYS_fcntl && call.arguments[0] == 0 &&
                              call.arguments[1] == F_GETFD);
#ifdef SYS_epoll_wait
        serving = serving || call.number == SYS_epoll_wait;
#endif
        serving = serving || call.number == SYS_epoll_pwait;
        if (in_main && can_fail(call.number) && ++seen == nth) {
            failed = call;
            return error_of(call.number, error);
        }
        files_restricted = files_restricted || call.number == SYS_landlock_restrict_self;
        return 0;
    }
};

bool confined(pid_t pid) {
    auto status = status_of(pid);
    for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapAmb"})
        if (status[set] != "0000000000000000") return false;
    // The supervisor's filter and both of its own.
    return status["NoNewPrivs"] == "1" && status["Seccomp"] == "2" &&
           status["Seccomp_filters"] == "3" && status["Umask"] == "0077" &&
           status["SigBlk"] == "0000000000000000";
}

struct Tally {
    int ended = 0;
    int served = 0;
};

// False once the life was over before its nth call.
bool live(Life& life, bool without_raw, std::size_t most_descriptors, Tally& tally) {
    CallSupervisor supervisor([&](const SystemCall& call) { return life.judge(call); });
    auto helper = HelperProcess::spawned(
        {.without_raw = without_raw, .before_exec = [&] { supervisor.install(); }});
    supervisor.attend(helper.pid());
    auto client = helper.client();
    client.send(Hello{});
    const auto first = client.next();
    const bool served = first && std::holds_alternative<Welcome>(*first);
    if (served) {
        // Or the call that failed came right after the welcome, and it is ending by it.
        CHECK((confined(helper.pid()) ||
               test::eventually(2s, [&] { return status_of(helper.pid())["State"][0] == 'Z'; })));
        CHECK(descriptors_of(helper.pid()) <= most_descriptors);
        Start request;
        request.probe = ProbeId{1};
        request.address = *IpAddress::parse("127.0.0.1");
        request.interval = 10ms;
        request.timeout = 300ms;
        request.count = 3;
        client.send(request);
        int results = 0;
        bool over = false;
        while (!over) {
            const auto message = client.next();
            if (!message) break;
            results += std::holds_alternative<ProbeResult>(*message) ? 1 : 0;
            const bool rejected = std::holds_alternative<Rejected>(*message);
            over = rejected || std::holds_alternative<Ended>(*message);
            // It answers for every request, or says that it has no socket for it.
            CHECK((!over || results == (rejected ? 0 : 3)));
        }
        // Or it is gone; it is never there and silent.
        CHECK((over || client.closed()));
    }
    client.close();
    const int status = helper.wait();
    const auto errors = helper.errors();
    CAPTURE(life.failed.number);
    CAPTURE(status);
    CAPTURE(errors);
    CHECK(status >= 0);
    if (served) CHECK((life.files_restricted || life.failed.number == SYS_landlock_create_ruleset));
    if (!served && !life.serving) {
        CHECK(status != helper_exit::kOk);
        CHECK(errors.starts_with("traypulse-helper: "));
    }
    (served ? tally.served : tally.ended) += 1;
    return life.failed.number >= 0;
}

void each_call_in_turn(bool without_raw, int error) {
    REQUIRE(enter_network_namespace());
    allow_datagram_sockets(true);
    std::size_t descriptors = 0;
    {
        auto helper = HelperProcess::spawned({.without_raw = without_raw});
        auto client = helper.client();
        client.greet();
        descriptors = descriptors_of(helper.pid());
    }
    Tally tally;
    bool more = true;
    for (unsigned nth = 1; more; ++nth) {
        Life life{.nth = nth, .error = error};
        CAPTURE(nth);
        more = live(life, without_raw, descriptors, tally);
    }
    // Both kinds of outcome are there in numbers: the calls of the confinement, and those that it
    // can do without.
    CHECK(tally.ended >= 20);
    CHECK(tally.served >= 20);
    MESSAGE(tally.ended << " ended, " << tally.served << " served");
}

}  // namespace

TEST_CASE("each system call is refused in turn, on raw sockets") {
    each_call_in_turn(false, EPERM);
}

TEST_CASE("each system call is refused in turn, on datagram sockets") {
    each_call_in_turn(true, EPERM);
}

TEST_CASE("each system call lacks memory in turn") { each_call_in_turn(false, ENOMEM); }

TEST_CASE("each system call is unknown to the kernel in turn") { each_call_in_turn(false, ENOSYS); }
