#include "tests/system/checks/check_rig.h"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <stdexcept>

#include "shared/uv_handle.h"
#include "tests/support/process.h"
#include "tests/support/system_failure.h"

namespace traypulse::test {
namespace {

using namespace std::chrono_literals;

/// What a busy machine may add to a check's timeout.
constexpr auto kSlack = 3s;
constexpr int kPatienceMs = 10'000;

void turn_until(uv_loop_t* loop, const std::function<bool()>& condition, Nanoseconds patience) {
    // Only so that the loop turns now and then while nothing else happens.
    uv::Timer tick(loop);
    tick.start(
        5ms, [] {}, 5ms);
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!condition() && std::chrono::steady_clock::now() < end) uv_run(loop, UV_RUN_ONCE);
}

}  // namespace

CheckRig::CheckRig() {
    uv_loop_init(&loop_);
    names_.emplace(&loop_);
}

CheckRig::~CheckRig() {
    names_.reset();
    turn_until(
        &loop_, [this] { return uv_loop_alive(&loop_) == 0; }, 0s);
    uv_run(&loop_, UV_RUN_DEFAULT);
    CHECK(uv_loop_close(&loop_) == 0);
}

CheckOutcome CheckRig::to_the_end(Check& check, Nanoseconds timeout) {
    int ends = 0;
    bool inside = true;
    check.start([&] {
        CHECK_FALSE(inside);
        ++ends;
    });
    inside = false;
    const auto began = std::chrono::steady_clock::now();
    turn_until(
        &loop_, [&] { return ends > 0; }, timeout + kSlack);
    CHECK(ends == 1);
    CHECK(std::chrono::steady_clock::now() - began < timeout + kSlack);
    CHECK(check.outcome().reason.empty() == (check.outcome().status == CheckStatus::ok));
    return check.outcome();
}

bool CheckRig::cancelled(Check& check, const std::function<bool()>& stage) {
    int ends = 0;
    check.start([&] { ++ends; });
    turn_until(
        &loop_, [&] { return stage() || ends > 0; }, 10s);
    const bool there = stage() && ends == 0;
    check.cancel();
    check.cancel();
    int turns = 0;
    turn_until(
        &loop_, [&] { return ++turns > 20; }, 10s);
    CHECK(ends == 0);
    return there;
}

void CheckRig::destroyed_by_done(std::unique_ptr<Check> check) {
    auto* raw = check.get();
    raw->start([&] { check.reset(); });
    turn_until(
        &loop_, [&] { return check == nullptr; }, 10s);
    CHECK(check == nullptr);
}

CheckRequest request_to(CheckKind kind, const std::string& host, std::uint16_t port) {
    CheckRequest out;
    out.spec.kind = kind;
    out.spec.host = host;
    out.spec.port = port;
    return out;
}

std::vector<std::string> facts(const CheckOutcome& outcome, std::string_view name) {
    std::vector<std::string> out;
    for (const auto& f : outcome.facts)
        if (f.name == name) out.push_back(f.value);
    return out;
}

std::string fact(const CheckOutcome& outcome, std::string_view name) {
    const auto all = facts(outcome, name);
    return all.empty() ? "-" : all.front();
}

std::string phases(const CheckOutcome& outcome) {
    std::string out;
    for (const auto& p : outcome.phases) out += (out.empty() ? "" : " ") + p.name;
    return out;
}

Server::Server(int type, const std::string& address, std::uint16_t port) {
    const auto at = IpAddress::parse(address).value();
    sockaddr_storage own{};
    const auto length = at.to(own);
    const bool v4 = at.family == Family::ipv4;
    auto& field = v4 ? reinterpret_cast<sockaddr_in*>(&own)->sin_port
                     : reinterpret_cast<sockaddr_in6*>(&own)->sin6_port;
    field = htons(port);
    fd_ = socket(v4 ? AF_INET : AF_INET6, type | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd_, reinterpret_cast<sockaddr*>(&own), length) != 0)
        system_failure("cannot bind " + address + " port " + std::to_string(port));
    if (type == SOCK_STREAM && listen(fd_, 16) != 0) system_failure("cannot listen on " + address);
    socklen_t size = sizeof own;
    getsockname(fd_, reinterpret_cast<sockaddr*>(&own), &size);
    port_ = ntohs(field);
    stop_ = eventfd(0, EFD_CLOEXEC);
}

void Server::serve(std::function<void()> ready) {
    thread_ = std::thread([this, ready = std::move(ready)] {
        std::array<pollfd, 2> both{pollfd{fd_, POLLIN, 0}, pollfd{stop_, POLLIN, 0}};
        while (poll(both.data(), both.size(), -1) >= 0 && both[1].revents == 0)
            if (both[0].revents != 0) ready();
    });
}

void Server::stop() {
    const std::uint64_t one = 1;
    if (write(stop_, &one, sizeof one) < 0) std::terminate();
    thread_.join();
    close(fd_);
    close(stop_);
}

TcpServer::TcpServer(const std::string& address, std::uint16_t port, std::function<void(int)> talk)
    : Server(SOCK_STREAM, address, port) {
    serve([this, talk = std::move(talk)] {
        const int fd = accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) return;
        talk(fd);
        close(fd);
    });
}
TcpServer::~TcpServer() { stop(); }

UdpServer::UdpServer(const std::string& address, std::uint16_t port, Answer answer)
    : Server(SOCK_DGRAM, address, port) {
    serve([this, answer = std::move(answer)] {
        std::array<char, 4096> buffer{};
        sockaddr_storage from{};
        socklen_t length = sizeof from;
        const auto n = recvfrom(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT,
                                reinterpret_cast<sockaddr*>(&from), &length);
        if (n < 0) return;
        for (const auto& one : answer(std::string(buffer.data(), static_cast<std::size_t>(n))))
            if (sendto(fd_, one.data(), one.size(), 0, reinterpret_cast<sockaddr*>(&from), length) <
                0)
                return;
    });
}
UdpServer::~UdpServer() { stop(); }

void say(int fd, std::string_view text) {
    while (!text.empty()) {
        const auto n = send(fd, text.data(), text.size(), MSG_NOSIGNAL);
        if (n <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
}

bool hears_end(int fd) {
    std::array<char, 256> buffer{};
    while (true) {
        pollfd one{fd, POLLIN, 0};
        if (poll(&one, 1, kPatienceMs) <= 0) return false;
        if (recv(fd, buffer.data(), buffer.size(), 0) <= 0) return true;
    }
}

void reset_on_close(int fd) {
    const linger hard{1, 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
}

void only_port(std::uint16_t port) {
    std::ofstream("/proc/sys/net/ipv4/ip_local_port_range") << port << ' ' << port << std::flush;
}

NoMoreFiles::NoMoreFiles() {
    getrlimit(RLIMIT_NOFILE, &before_);
    rlimit none = before_;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_NOFILE, &none);
}
NoMoreFiles::~NoMoreFiles() { setrlimit(RLIMIT_NOFILE, &before_); }

void make_link_local() {
    must_run({"ip", "link", "add", "near", "type", "veth", "peer", "name", "far"});
    must_run({"ip", "link", "set", "far", "up"});
    must_run({"ip", "link", "set", "near", "up"});
    must_run({"ip", "addr", "add", "fe80::1/64", "dev", "near", "nodad"});
}

void must_run(const std::vector<std::string>& argv, const std::string& input) {
    ProcessSpec spec;
    spec.argv = argv;
    spec.input = input;
    const auto end = run(spec);
    if (end.status != 0) throw std::runtime_error(argv[0] + ": " + end.errors);
}

}  // namespace traypulse::test
