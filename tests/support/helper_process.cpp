#include "tests/support/helper_process.h"
#include "tests/support/system_failure.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace traypulse::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

bool write_file(const std::string& path, const std::string& text) {
    std::ofstream out(path);
    out << text;
    out.flush();
    return out.good();
}

bool become_root_of_a_user_namespace() {
    const auto uid = std::to_string(getuid());
    const auto gid = std::to_string(getgid());
    return unshare(CLONE_NEWUSER) == 0 && write_file("/proc/self/setgroups", "deny") &&
           write_file("/proc/self/uid_map", "0 " + uid + " 1") &&
           write_file("/proc/self/gid_map", "0 " + gid + " 1");
}

bool readable(int fd, milliseconds patience) {
    pollfd watched{fd, POLLIN, 0};
    return poll(&watched, 1, static_cast<int>(patience.count())) > 0;
}

std::string helper_path() { return TRAYPULSE_TEST_HELPER; }

}  // namespace

bool enter_network_namespace() {
    static const bool entered = [] {
        if (getuid() != 0 && !become_root_of_a_user_namespace()) return false;
        return unshare(CLONE_NEWNET) == 0 && std::system("ip link set lo up") == 0;
    }();
    return entered;
}

void run(const std::string& command) {
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
}

void allow_datagram_sockets(bool allowed) {
    // A fresh namespace allows none, and there may be no group to name for "none" in a user
    // namespace.
    if (!allowed && (unshare(CLONE_NEWNET) != 0 || std::system("ip link set lo up") != 0))
        system_failure("cannot enter a fresh network namespace");
    if (allowed && !write_file("/proc/sys/net/ipv4/ping_group_range", "0 0"))
        system_failure("cannot set ping_group_range");
}

HelperClient::HelperClient(HelperClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), closed_(other.closed_), reader_(other.reader_) {}

void HelperClient::close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

void HelperClient::send(const protocol::ClientMessage& message) {
    std::vector<std::uint8_t> bytes;
    protocol::encode(message, bytes);
    send_bytes(bytes);
}

void HelperClient::send_bytes(const std::vector<std::uint8_t>& bytes) {
    for (std::size_t done = 0; done < bytes.size();) {
        const auto sent = ::send(fd_, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
        if (sent < 0) return;  // it has closed; next() tells
        done += static_cast<std::size_t>(sent);
    }
}

std::optional<protocol::HelperMessage> HelperClient::next(milliseconds patience) {
    const auto end = steady_clock::now() + patience;
    while (true) {
        std::span<const std::uint8_t> frame;
        const auto state = reader_.next(frame);
        if (state == protocol::FrameReader::State::broken)
            throw std::runtime_error("the helper's stream is broken");
        if (state == protocol::FrameReader::State::frame) {
            const auto decoded = protocol::decode_helper(frame);
            if (const auto* error = std::get_if<protocol::DecodeError>(&decoded))
                throw std::runtime_error("from the helper: " + std::string(error->what));
            return std::get<protocol::HelperMessage>(decoded);
        }
        const auto left = std::chrono::duration_cast<milliseconds>(end - steady_clock::now());
        if (!readable(fd_, std::max(left, milliseconds::zero()))) return std::nullopt;
        const auto room = reader_.writable();
        const auto got = recv(fd_, room.data(), room.size(), 0);
        if (got <= 0) {
            closed_ = true;
            return std::nullopt;
        }
        reader_.wrote(static_cast<std::size_t>(got));
    }
}

protocol::Welcome HelperClient::greet() {
    send(protocol::Hello{});
    const auto answer = next();
    if (!answer || !std::holds_alternative<protocol::Welcome>(*answer))
        throw std::runtime_error("no welcome");
    return std::get<protocol::Welcome>(*answer);
}

std::vector<protocol::ProbeResult> HelperClient::probe(const protocol::Start& start) {
    send(start);
    std::vector<protocol::ProbeResult> out;
    while (const auto message = next()) {
        if (const auto* result = std::get_if<protocol::ProbeResult>(&*message);
            result && result->probe == start.probe)
            out.push_back(*result);
        if (const auto* ended = std::get_if<protocol::Ended>(&*message);
            ended && ended->probe == start.probe)
            return out;
        if (std::holds_alternative<protocol::Rejected>(*message))
            throw std::runtime_error("rejected");
    }
    throw std::runtime_error("the stream did not end");
}

HelperProcess HelperProcess::spawned(const How& how) {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        system_failure("socketpair");
    HelperProcess out;
    auto with_fd = how;
    with_fd.arguments.insert(with_fd.arguments.begin(), {"--fd", "3"});
    out.client_ = ends[0];
    out.start(with_fd, ends[1], false);
    ::close(ends[1]);
    return out;
}

HelperProcess HelperProcess::listening(const How& how) {
    HelperProcess out;
    out.listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    // Without a path the kernel makes a name (unix(7), "autobind").
    socklen_t length = sizeof(sa_family_t);
    if (!how.socket_path.empty()) {
        if (how.socket_path.size() >= sizeof address.sun_path)
            system_failure("socket path too long");
        std::copy(how.socket_path.begin(), how.socket_path.end(), address.sun_path);
        unlink(how.socket_path.c_str());
        length = sizeof address;
    }
    if (bind(out.listener_, reinterpret_cast<const sockaddr*>(&address), length) != 0 ||
        listen(out.listener_, 128) != 0)
        system_failure("listen");
    out.start(how, out.listener_, true);
    return out;
}

HelperProcess HelperProcess::without_socket(const How& how) {
    HelperProcess out;
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    out.start(how, null, false);
    ::close(null);
    return out;
}

void HelperProcess::start(const How& how, int descriptor_3, bool listen) {
    std::array<int, 2> pipe_ends{};
    if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) system_failure("pipe2");
    errors_ = pipe_ends[0];
    const auto path = helper_path();
    pid_ = fork();
    if (pid_ < 0) system_failure("fork");
    if (pid_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (how.without_raw) prctl(PR_CAPBSET_DROP, CAP_NET_RAW, 0, 0, 0);
        // Out of the way first: either may be 3 itself.
        const int socket = fcntl(descriptor_3, F_DUPFD, 100);
        const int errors = fcntl(pipe_ends[1], F_DUPFD, 100);
        dup2(socket, 3);
        dup2(errors, STDERR_FILENO);
        if (listen) {
            setenv("LISTEN_FDS", "1", 1);
            setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
        }
        for (const auto& [name, value] : how.environment) setenv(name.c_str(), value.c_str(), 1);
        std::vector<std::string> words{path};
        words.insert(words.end(), how.arguments.begin(), how.arguments.end());
        std::vector<char*> argv;
        argv.reserve(words.size() + 1);
        for (auto& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        if (how.before_exec) how.before_exec();
        execv(path.c_str(), argv.data());
        _exit(127);
    }
    ::close(pipe_ends[1]);
}

HelperProcess::HelperProcess(HelperProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      client_(std::exchange(other.client_, -1)),
      listener_(std::exchange(other.listener_, -1)),
      errors_(std::exchange(other.errors_, -1)) {}

HelperProcess::~HelperProcess() {
    if (pid_ > 0) {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    for (const int fd : {client_, listener_, errors_})
        if (fd >= 0) ::close(fd);
}

HelperClient HelperProcess::client() { return HelperClient(std::exchange(client_, -1)); }

HelperClient HelperProcess::connect(std::optional<uid_t> uid) const {
    sockaddr_un address{};
    socklen_t length = sizeof address;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    // Of this thread alone: the C library would interrupt all the others for it.
    const auto become = [](uid_t whom) { return syscall(SYS_setresuid, -1, whom, -1) == 0; };
    if (uid && !become(*uid)) system_failure("setresuid");
    const int result = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), length);
    if (uid && !become(0)) system_failure("setresuid");
    if (result != 0) system_failure("connect");
    return HelperClient(fd);
}

void HelperProcess::signal(int number) const { kill(pid_, number); }

int HelperProcess::wait() {
    const int handle = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
    const bool ended = handle >= 0 && readable(handle, std::chrono::seconds{10});
    ::close(handle);
    if (!ended) throw std::runtime_error("the helper does not end");
    int status = 0;
    waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::string HelperProcess::errors() {
    std::string out;
    std::array<char, 4096> buffer{};
    ssize_t got = 0;
    while ((got = read(errors_, buffer.data(), buffer.size())) > 0)
        out.append(buffer.data(), static_cast<std::size_t>(got));
    return out;
}

}  // namespace traypulse::testing
