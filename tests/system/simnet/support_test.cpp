// The helps that other system tests stand on.
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "tests/support/eventually.h"
#include "tests/support/namespace.h"
#include "tests/support/process.h"

using namespace std::chrono_literals;
using traypulse::test::eventually;
using traypulse::test::Namespace;
using traypulse::test::Process;
using traypulse::test::read_file;
using traypulse::test::run;
using traypulse::test::TempDir;

TEST_CASE("a finished process tells its status, output and errors") {
    const auto done = run({.argv = {"sh", "-c", "cat; echo $NAME; pwd; echo bad >&2; exit 7"},
                           .environment = {{"NAME", "value"}},
                           .directory = "/usr",
                           .input = "given\n"});
    CHECK(done.status == 7);
    CHECK(done.output == "given\nvalue\n/usr\n");
    CHECK(done.errors == "bad\n");
}

TEST_CASE("a running process shows what it has said so far, and is killed") {
    Process process({.argv = {"sh", "-c", "echo first; exec tail -f /dev/null"}});
    CHECK(eventually(10s, [&] { return process.output() == "first\n"; }));
    CHECK(process.running());
    CHECK_FALSE(process.wait(1ms));
    process.signal(SIGTERM);
    CHECK(process.wait(10s) == 128 + SIGTERM);
    CHECK_FALSE(process.running());
}

TEST_CASE("a program that does not exist is a status and a sentence") {
    const auto done = run({.argv = {"/nonexistent/program"}});
    CHECK(done.status == 127);
    CHECK(done.errors.find("No such file") != std::string::npos);
}

TEST_CASE("an unprivileged process has no capabilities") {
    Namespace space;
    const auto caps = [](bool unprivileged) {
        return run({.argv = {"grep", "CapEff", "/proc/self/status"}, .unprivileged = unprivileged})
            .output;
    };
    CHECK(caps(true) == "CapEff:\t0000000000000000\n");
    CHECK(caps(false) != "CapEff:\t0000000000000000\n");
}

TEST_CASE("a namespace has a loopback of its own and nothing else") {
    Namespace space;
    const auto links = run({.argv = {"ip", "-o", "link"}}).output;
    CHECK(std::count(links.begin(), links.end(), '\n') == 1);
    CHECK(run({.argv = {"ping", "-c1", "-W1", "127.0.0.1"}}).status == 0);
    CHECK(run({.argv = {"ping", "-c1", "-W1", "192.0.2.1"}}).status == 2);
    CHECK(read_file("/etc/resolv.conf").find("nameserver 10.99.0.53\n") == 0);
    space.set_resolver("10.99.0.54");
    CHECK(read_file("/etc/resolv.conf").find("nameserver 10.99.0.54\n") == 0);
}

TEST_CASE("datagram ICMP sockets can be allowed and forbidden") {
    const auto opens = [] {
        const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_ICMP);
        if (fd >= 0) close(fd);
        return fd >= 0;
    };
    {
        Namespace space;
        CHECK(opens());
    }
    Namespace space({.datagram_icmp = false});
    CHECK_FALSE(opens());
}

TEST_CASE("a condition that never comes is given up") {
    CHECK_FALSE(eventually(5ms, [] { return false; }));
    int asked = 0;
    CHECK(eventually(10s, [&] { return ++asked == 3; }));
}

TEST_CASE("a temporary directory goes with its owner") {
    std::string file;
    {
        const TempDir dir;
        file = dir.write("a/b", "text");
        CHECK(read_file(file) == "text");
    }
    CHECK_FALSE(std::filesystem::exists(file));
}
