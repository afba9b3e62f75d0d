// What the network and this machine can refuse, told apart.
#include <doctest/doctest.h>

#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "tests/support/helper_process.h"

using namespace traypulse;
using namespace traypulse::protocol;
using namespace traypulse::testing;
using namespace std::chrono_literals;

namespace {

Start once(const char* address, Nanoseconds timeout = 2s) {
    Start out;
    out.probe = ProbeId{1};
    out.address = *IpAddress::parse(address);
    out.timeout = timeout;
    out.count = 1;
    return out;
}

// A second namespace behind a pair of virtual cables, which forwards: a router with an own process.
class Router {
 public:
    Router() {
        std::array<int, 2> ready{};
        if (pipe(ready.data()) != 0) throw std::runtime_error("pipe");
        pid_ = fork();
        if (pid_ == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            const char done = unshare(CLONE_NEWNET) == 0 ? 'y' : 'n';
            if (write(ready[1], &done, 1) != 1) _exit(1);
            while (true) pause();
        }
        char done = 'n';
        if (read(ready[0], &done, 1) != 1 || done != 'y')
            throw std::runtime_error("no namespace for the router");
        close(ready[0]);
        close(ready[1]);
        const auto pid = std::to_string(pid_);
        run("ip link add here type veth peer name there netns " + pid);
        run("ip addr add 192.0.2.1/24 dev here && ip -6 addr add 2001:db8::1/64 dev here nodad && "
            "ip link set here up");
        inside(
            "ip link set lo up && ip addr add 192.0.2.254/24 dev there && "
            "ip -6 addr add 2001:db8::fe/64 dev there nodad && ip link set there up");
        inside(
            "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 "
            "net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0");
        // A cable with nobody at its other end: what goes there vanishes.
        inside(
            "ip link add narrow mtu 1300 type veth peer name end mtu 1300 && ip link set end up && "
            "ip link set narrow up && ip addr add 198.51.100.1/24 dev narrow && "
            "ip -6 addr add 2001:db8:1::1/64 dev narrow nodad && "
            "ip neigh add 198.51.100.9 lladdr 02:00:00:00:00:99 dev narrow && "
            "ip -6 neigh add 2001:db8:1::9 lladdr 02:00:00:00:00:99 dev narrow");
        inside(
            "ip route add unreachable 203.0.113.0/24 && ip -6 route add unreachable "
            "2001:db8:2::/64");
        run("ip route add default via 192.0.2.254 && ip -6 route add default via 2001:db8::fe");
    }
    ~Router() {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

 private:
    void inside(const std::string& command) const {
        run("nsenter -t " + std::to_string(pid_) + " -n sh -c '" + command + "'");
    }
    pid_t pid_ = -1;
};

void check_errors_of_the_path(bool without_raw) {
    allow_datagram_sockets(true);
    auto helper = HelperProcess::spawned({.without_raw = without_raw});
    auto client = helper.client();
    CHECK(client.greet().ipv4 == (without_raw ? SocketKind::datagram : SocketKind::raw));
    const auto one = [&](const Start& s) {
        const auto results = client.probe(s);
        REQUIRE(results.size() == 1);
        return results[0];
    };
    const auto router4 = *IpAddress::parse("192.0.2.254");
    const auto router6 = *IpAddress::parse("2001:db8::fe");

    auto s = once("203.0.113.9");
    auto result = one(s);
    CHECK(result.outcome == Outcome::unreachable);
    CHECK(result.icmp_type == 3);
    CHECK(result.icmp_code == 1);
    CHECK(result.responder == router4);
    CHECK(result.rtt.value > 0ns);

    result = one(once("2001:db8:2::9"));
    CHECK(result.outcome == Outcome::unreachable);
    CHECK(result.icmp_type == 1);
    CHECK(result.responder == router6);

    for (const char* address : {"198.51.100.9", "2001:db8:1::9"}) {
        s = once(address);
        s.ttl = Ttl{1};
        result = one(s);
        CHECK(result.outcome == Outcome::ttl_exceeded);
        CHECK(result.responder == (s.address.family == Family::ipv4 ? router4 : router6));
        s = once(address);
        s.payload_size = 1400;
        s.dont_fragment = true;
        for (int again = 0; again < 2; ++again) {  // what is remembered of the path hides nothing
            result = one(s);
            CHECK(result.outcome == Outcome::too_big);
            CHECK(result.mtu == 1300);
        }
        result = one(once(address, 100ms));
        CHECK(result.outcome == Outcome::timeout);
        CHECK(result.rtt.value == 0ns);
        CHECK(result.responder.is_unspecified());
    }
    CHECK(one(once("192.0.2.254")).outcome == Outcome::reply);
    CHECK(one(once("2001:db8::fe")).outcome == Outcome::reply);
}

}  // namespace

TEST_CASE("errors of the path are told apart on raw sockets") {
    REQUIRE(enter_network_namespace());
    const Router router;
    check_errors_of_the_path(false);
}

TEST_CASE("errors of the path are told apart on datagram sockets") {
    REQUIRE(enter_network_namespace());
    const Router router;
    check_errors_of_the_path(true);
}

TEST_CASE("what this machine refuses to send is local, with its reason") {
    REQUIRE(enter_network_namespace());
    run("ip route add unreachable 198.18.1.0/24 && ip route add prohibit 198.18.2.0/24 && "
        "ip route add blackhole 198.18.3.0/24 && ip -6 route add unreachable 2001:db8:9::/64");
    auto helper = HelperProcess::spawned();
    auto client = helper.client();
    client.greet();
    const auto error_of = [&](const char* address) {
        const auto results = client.probe(once(address));
        REQUIRE(results.size() == 1);
        CHECK(results[0].outcome == Outcome::send_failed);
        return static_cast<int>(results[0].error);
    };
    CHECK(error_of("198.18.0.1") == ENETUNREACH);
    CHECK(error_of("198.18.1.1") == EHOSTUNREACH);
    CHECK(error_of("198.18.2.1") == EACCES);
    CHECK(error_of("198.18.3.1") == EINVAL);
    CHECK(error_of("2001:db8:8::1") == ENETUNREACH);
    CHECK(error_of("2001:db8:9::1") == EHOSTUNREACH);
    run("ip route del unreachable 198.18.1.0/24 && ip route del prohibit 198.18.2.0/24 && "
        "ip route del blackhole 198.18.3.0/24 && ip -6 route del unreachable 2001:db8:9::/64");
    CHECK(client.probe(once("127.0.0.1"))[0].outcome == Outcome::reply);
}

TEST_CASE("silence is a timeout at its time") {
    REQUIRE(enter_network_namespace());
    // The neighbour is known by name only: what is sent there vanishes.
    run("ip link add void type veth peer name end && ip link set end up && ip link set void up && "
        "ip addr add 198.19.0.1/24 dev void && ip neigh add 198.19.0.2 lladdr 02:00:00:00:00:99 "
        "dev void");
    auto helper = HelperProcess::spawned();
    auto client = helper.client();
    client.greet();
    auto s = once("198.19.0.2", 300ms);
    s.count = 3;
    s.interval = 50ms;
    const auto begin = std::chrono::steady_clock::now();
    const auto results = client.probe(s);
    const auto took = std::chrono::steady_clock::now() - begin;
    REQUIRE(results.size() == 3);
    for (const auto& result : results) CHECK(result.outcome == Outcome::timeout);
    CHECK(took >= 400ms);
    CHECK(took < 2s);
    run("ip link del void");
}
