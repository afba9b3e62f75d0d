// A stream goes on while a real firewall, route, cable or queue refuses its requests, and when it
// no longer does.
#include <doctest/doctest.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>

#include "tests/support/eventually.h"
#include "tests/support/helper_process.h"
#include "tests/support/simulation.h"

using namespace traypulse;
using namespace traypulse::protocol;
using namespace traypulse::testing;
using namespace std::chrono_literals;

namespace {

bool works(const std::string& command) {
    return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
}

// A helper with one endless stream.
class Watched {
 public:
    explicit Watched(const char* address, bool without_raw = false, std::uint16_t payload = 56,
                     bool whole = false)
        : helper_(HelperProcess::spawned({.without_raw = without_raw})), client_(helper_.client()) {
        const auto welcome = client_.greet();
        REQUIRE(welcome.ipv4 == (without_raw ? SocketKind::datagram : SocketKind::raw));
        Start request;
        request.probe = ProbeId{1};
        request.address = *IpAddress::parse(address);
        request.interval = 10ms;
        request.timeout = 300ms;
        request.payload_size = payload;
        request.dont_fragment = whole;
        client_.send(request);
    }
    /// Results come until one is this.
    bool until(Outcome outcome, int error = 0) {
        return test::eventually(10s, [&] {
            const auto result = next();
            return result && result->outcome == outcome && static_cast<int>(result->error) == error;
        });
    }
    /// The next so many are this, every one.
    bool always(Outcome outcome, int error, int count = 20) {
        for (int i = 0; i < count; ++i) {
            const auto result = next();
            if (!result || result->outcome != outcome || static_cast<int>(result->error) != error)
                return false;
        }
        return true;
    }
    [[nodiscard]] int timeouts() const { return timeouts_; }

 private:
    std::optional<ProbeResult> next() {
        while (const auto message = client_.next()) {
            const auto* result = std::get_if<ProbeResult>(&*message);
            if (result == nullptr) continue;
            if (result->outcome == Outcome::timeout) ++timeouts_;
            return *result;
        }
        return std::nullopt;
    }
    HelperProcess helper_;
    HelperClient client_;
    int timeouts_ = 0;
};

// A cable whose other end takes everything and says nothing; its neighbour is known.
void lay_a_cable(int mtu) {
    run("ip link add cable0 mtu " + std::to_string(mtu) + " type veth peer name cable1 mtu " +
        std::to_string(mtu) +
        " && ip link set cable1 up && ip link set cable0 up && "
        "ip addr add 198.19.0.1/24 dev cable0 && ip -6 addr add 2001:db8::1/64 dev cable0 nodad && "
        "ip neigh replace 198.19.0.2 lladdr 02:00:00:00:00:99 dev cable0 && "
        "ip -6 neigh replace 2001:db8::2 lladdr 02:00:00:00:00:99 dev cable0");
}

void take_the_cable_away() { run("ip link del cable0"); }

}  // namespace

TEST_CASE("a firewall's rule is a local failure as long as it stands") {
    REQUIRE(enter_network_namespace());
    allow_datagram_sockets(true);
    if (!works("nft list tables")) {
        MESSAGE("needs nft(8) and a kernel with nf_tables");
        return;
    }
    for (const bool without_raw : {false, true})
        for (const char* address : {"127.0.0.1", "::1"}) {
            CAPTURE(without_raw);
            CAPTURE(address);
            Watched stream(address, without_raw);
            CHECK(stream.until(Outcome::reply));
            run("nft 'add table inet test; add chain inet test out { type filter hook output "
                "priority 0; }; add rule inet test out icmp type echo-request drop; "
                "add rule inet test out icmpv6 type echo-request drop'");
            // Linux does not tell a datagram socket for ICMPv6 what became of its packet
            // (ping_v6_sendmsg() drops the answer): there it is silence, as behind the next router.
            const bool untold = without_raw && std::string_view(address) == "::1";
            const auto outcome = untold ? Outcome::timeout : Outcome::send_failed;
            CHECK(stream.until(outcome, untold ? 0 : EPERM));
            CHECK(stream.always(outcome, untold ? 0 : EPERM));
            run("nft delete table inet test");
            CHECK(stream.until(Outcome::reply));
            // Of a rule that was silent the last timeouts are still to come.
            CHECK(test::eventually(5s, [&] { return stream.always(Outcome::reply, 0); }));
            CHECK((stream.timeouts() > 0) == untold);
        }
}

TEST_CASE("a route that is removed and put back is a local failure meanwhile") {
    REQUIRE(enter_network_namespace());
    test::Simulation network({"host 10.99.1.1 delay 1ms", "host fd99:1::1 delay 1ms"});
    struct Way {
        const char* address;
        std::string ip;
        std::string router;
    };
    for (const auto& way :
         {Way{"10.99.1.1", "ip ", "10.99.0.1"}, Way{"fd99:1::1", "ip -6 ", "fd99::1"}}) {
        CAPTURE(way.router);
        Watched stream(way.address);
        for (int i = 0; i < 3; ++i) {
            CHECK(stream.until(Outcome::reply));
            run(way.ip + "route del default dev sim0");
            CHECK(stream.until(Outcome::send_failed, ENETUNREACH));
            // A reply may still have been under way.
            CHECK(test::eventually(
                5s, [&] { return stream.always(Outcome::send_failed, ENETUNREACH); }));
            run(way.ip + "route add default via " + way.router + " dev sim0");
        }
        CHECK(stream.until(Outcome::reply));
        CHECK(stream.always(Outcome::reply, 0));
        CHECK(stream.timeouts() == 0);
    }
}

TEST_CASE("an interface that is gone and one of its name that comes is one story") {
    REQUIRE(enter_network_namespace());
    for (const char* address : {"198.19.0.2", "2001:db8::2"}) {
        CAPTURE(address);
        lay_a_cable(1500);
        Watched stream(address);
        for (int i = 0; i < 3; ++i) {
            CHECK(stream.until(Outcome::timeout));
            take_the_cable_away();
            CHECK(stream.until(Outcome::send_failed, ENETUNREACH));
            lay_a_cable(1500);
        }
        CHECK(stream.until(Outcome::timeout));
        take_the_cable_away();
    }
}

TEST_CASE("a whole packet above the cable's own limit is a local failure, a divided one is not") {
    REQUIRE(enter_network_namespace());
    lay_a_cable(1280);
    for (const char* address : {"198.19.0.2", "2001:db8::2"}) {
        CAPTURE(address);
        Watched whole(address, false, 1400, true);
        Watched divided(address, false, 1400, false);
        CHECK(whole.until(Outcome::send_failed, EMSGSIZE));
        CHECK(whole.always(Outcome::send_failed, EMSGSIZE));
        CHECK(divided.always(Outcome::timeout, 0));
        run("ip link set cable1 mtu 1500 && ip link set cable0 mtu 1500");
        CHECK(whole.until(Outcome::timeout));
        CHECK(whole.always(Outcome::timeout, 0));
        run("ip link set cable0 mtu 1280");
        CHECK(whole.until(Outcome::send_failed, EMSGSIZE));
    }
    take_the_cable_away();
}

TEST_CASE("a full queue is a local failure until it has room") {
    REQUIRE(enter_network_namespace());
    lay_a_cable(1500);
    // A kilobyte a second, and room for two packets.
    if (!works("tc qdisc add dev cable0 root tbf rate 8kbit burst 1540 limit 3000")) {
        take_the_cable_away();
        MESSAGE("needs tc(8) and a kernel with sch_tbf");
        return;
    }
    for (const char* address : {"198.19.0.2", "2001:db8::2"}) {
        CAPTURE(address);
        run("tc qdisc replace dev cable0 root tbf rate 8kbit burst 1540 limit 3000");
        Watched stream(address, false, 1300);
        CHECK(stream.until(Outcome::send_failed, ENOBUFS));
        CHECK(stream.until(Outcome::send_failed, ENOBUFS));
        run("tc qdisc del dev cable0 root");
        CHECK(stream.until(Outcome::timeout));
        CHECK(test::eventually(5s, [&] { return stream.always(Outcome::timeout, 0); }));
    }
    take_the_cable_away();
}
