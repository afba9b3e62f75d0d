// Whoever starts the helper with more rights than they have leaves it as hostile a process as they
// can.
#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "shared/helper_exit.h"
#include "tests/support/helper_process.h"
#include "tests/support/temp_dir.h"
#include "tests/system/helper/process_facts.h"

using namespace traypulse;
using namespace traypulse::testing;
using namespace std::chrono_literals;

namespace {

constexpr uid_t kCaller = 1001;

bool real_root() {
    std::ifstream map("/proc/self/uid_map");
    std::uint64_t inside = 0, outside = 0, count = 0;
    return getuid() == 0 && map >> inside >> outside >> count && count > 65'536;
}

enum class Gift { set_uid, file_capability };

// A copy of the helper that has more rights than its caller.
class Gifted {
 public:
    explicit Gifted(Gift gift) {
        chmod(dir_.path().c_str(), 0755);
        path_ = dir_ / "traypulse-helper";
        std::filesystem::copy_file(TRAYPULSE_TEST_HELPER, path_);
        if (gift == Gift::set_uid)
            chmod(path_.c_str(), 04755);
        else
            run("setcap cap_net_raw+p " + path_);
    }
    [[nodiscard]] const std::string& path() const { return path_; }

 private:
    test::TempDir dir_{true};
    std::string path_;
};

struct Started {
    pid_t pid = -1;
    int client = -1;
};

// As the caller, after `spoil` has made the process what a hostile caller would. Descriptor 3 is
// the socket.
template <class Spoil>
Started start(const std::string& path, Spoil spoil, bool arguments = true) {
    std::array<int, 2> ends{};
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    const pid_t pid = fork();
    if (pid == 0) {
        const int socket = fcntl(ends[1], F_DUPFD, 100);
        dup2(socket, 3);
        if (setresgid(kCaller, kCaller, kCaller) != 0 || setresuid(kCaller, kCaller, kCaller) != 0)
            _exit(126);
        spoil();
        std::string name = path;
        // Under AT_SECURE these count for nothing.
        std::string limit = "--max-user-rate";
        std::string none = "0";
        std::array<char*, 4> argv{name.data(), limit.data(), none.data(), nullptr};
        std::array<char*, 1> nothing{nullptr};
        execv(path.c_str(), arguments ? argv.data() : nothing.data());
        _exit(127);
    }
    close(ends[1]);
    return {pid, ends[0]};
}

void serves_as_nobody_special(const Started& started) {
    HelperClient client(started.client);
    const auto welcome = client.greet();
    CHECK(welcome.ipv4 == protocol::SocketKind::raw);
    CHECK(welcome.packets_per_second == 1000);
    auto status = status_of(started.pid);
    CHECK(status["Uid"] == "1001\t1001\t1001\t1001");
    CHECK(status["Gid"] == "1001\t1001\t1001\t1001");
    for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapAmb"})
        CHECK(status[set] == "0000000000000000");
    CHECK(status["NoNewPrivs"] == "1");
    CHECK(status["Seccomp"] == "2");
    CHECK(status["SigBlk"] == "0000000000000000");
    // Two entries are "." and "..".
    CHECK(descriptors_of(started.pid) < 32);
    protocol::Start request;
    request.probe = ProbeId{1};
    request.address = *IpAddress::parse("127.0.0.1");
    request.count = 1;
    request.timeout = 1s;
    const auto results = client.probe(request);
    REQUIRE(results.size() == 1);
    CHECK(results[0].outcome == protocol::Outcome::reply);
    client.close();
    int exit_status = 0;
    waitpid(started.pid, &exit_status, 0);
    CHECK(WIFEXITED(exit_status));
    CHECK(WEXITSTATUS(exit_status) == helper_exit::kOk);
}

void for_both(void (*test)(const std::string& path)) {
    REQUIRE(enter_network_namespace());
    if (!real_root()) {
        MESSAGE("needs real root: nothing can be given to a file here");
        return;
    }
    for (const auto gift : {Gift::set_uid, Gift::file_capability}) {
        CAPTURE(static_cast<int>(gift));
        const Gifted helper(gift);
        test(helper.path());
    }
}

}  // namespace

TEST_CASE("a set-uid or capable helper drops what it was given, and hears no argument") {
    for_both([](const std::string& path) { serves_as_nobody_special(start(path, [] {})); });
}

TEST_CASE("it starts with descriptors 0 to 2 closed") {
    for_both([](const std::string& path) {
        serves_as_nobody_special(start(path, [] {
            for (int fd = 0; fd < 3; ++fd) close(fd);
        }));
    });
}

TEST_CASE("it starts with 1,100 open descriptors, and keeps none") {
    for_both([](const std::string& path) {
        rlimit limit{4096, 4096};
        setrlimit(RLIMIT_NOFILE, &limit);
        serves_as_nobody_special(start(path, [] {
            for (int fd = 4; fd < 1104; ++fd) dup2(1, fd);
        }));
    });
}

TEST_CASE("it starts with signals blocked and ignored, and an alarm pending") {
    for_both([](const std::string& path) {
        serves_as_nobody_special(start(path, [] {
            sigset_t all;
            sigfillset(&all);
            sigprocmask(SIG_SETMASK, &all, nullptr);
            for (int number = 1; number < NSIG; ++number) std::signal(number, SIG_IGN);
            // Again and again, and once already: that one waits to be unblocked.
            const itimerval soon{{0, 200}, {0, 200}};
            setitimer(ITIMER_REAL, &soon, nullptr);
            sigset_t waiting;
            do {
                sigpending(&waiting);
            } while (sigismember(&waiting, SIGALRM) == 0);
        }));
    });
}

TEST_CASE("it starts with the environment of an attacker, and with no arguments at all") {
    for_both([](const std::string& path) {
        serves_as_nobody_special(start(path, [] {
            for (const char* name : {"LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "GLIBC_TUNABLES",
                                     "LD_DEBUG", "UV_USE_IO_URING", "LISTEN_FDS", "NOTIFY_SOCKET",
                                     "MALLOC_CHECK_", "PATH", "TZ", "LANG"})
                setenv(name, "/nonexistent/evil.so", 1);
            setenv("GLIBC_TUNABLES",
                   "glibc.malloc.check=3:glibc.malloc.mxfast=glibc.malloc.mxfast=A", 1);
        }));
        serves_as_nobody_special(start(
            path, [] {}, false));
    });
}

TEST_CASE("with too few descriptors allowed it ends, with a reason, and never serves half") {
    for_both([](const std::string& path) {
        for (const rlim_t files : {4, 8, 16, 32}) {
            CAPTURE(files);
            const auto started = start(path, [&] {
                const rlimit limit{files, files};
                setrlimit(RLIMIT_NOFILE, &limit);
            });
            int status = 0;
            waitpid(started.pid, &status, 0);
            close(started.client);
            CHECK((WIFEXITED(status) && WEXITSTATUS(status) != 0));
        }
        // The soft limit is the caller's, and is not kept.
        serves_as_nobody_special(start(path, [] {
            rlimit limit{};
            getrlimit(RLIMIT_NOFILE, &limit);
            limit.rlim_cur = 5;
            setrlimit(RLIMIT_NOFILE, &limit);
        }));
    });
}
