// Who a client is, where it or the service lives in a user namespace: what the kernel says of it
// there.
#include <doctest/doctest.h>

#include <fcntl.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <set>
#include <string>
#include <utility>

#include "shared/helper_exit.h"
#include "shared/limits.h"
#include "tests/support/helper_process.h"

using namespace traypulse;
using namespace traypulse::protocol;
using namespace traypulse::testing;
using namespace std::chrono_literals;

namespace {

bool real_root() {
    std::ifstream map("/proc/self/uid_map");
    std::uint64_t inside = 0, outside = 0, count = 0;
    return getuid() == 0 && map >> inside >> outside >> count && count > 65'536;
}

bool write_file(const std::string& path, const std::string& text) {
    std::ofstream out(path);
    out << text;
    out.flush();
    return out.good();
}

// Moves a child of ours into a user namespace of its own, whose ids we write, as newuidmap(1) does.
class UserNamespace {
 public:
    UserNamespace(std::string uids, std::string gids)
        : uids_(std::move(uids)), gids_(std::move(gids)) {
        REQUIRE(pipe2(entered_.data(), O_CLOEXEC) == 0);
        REQUIRE(pipe2(mapped_.data(), O_CLOEXEC) == 0);
    }
    ~UserNamespace() {
        for (const int fd : {entered_[0], entered_[1], mapped_[0], mapped_[1]}) close(fd);
    }
    UserNamespace(const UserNamespace&) = delete;
    UserNamespace& operator=(const UserNamespace&) = delete;
    /// In the child.
    void enter() const {
        char byte = 'y';
        if (unshare(CLONE_NEWUSER) != 0 || write(entered_[1], &byte, 1) != 1 ||
            read(mapped_[0], &byte, 1) != 1)
            _exit(123);
    }
    /// In the parent.
    void map(pid_t child) const {
        const auto of_child = "/proc/" + std::to_string(child);
        char byte = 0;
        REQUIRE(read(entered_[0], &byte, 1) == 1);
        // Without it a user who is not root may write no group map (user_namespaces(7)).
        if (!real_root()) REQUIRE(write_file(of_child + "/setgroups", "deny"));
        if (!uids_.empty()) REQUIRE(write_file(of_child + "/uid_map", uids_));
        if (!gids_.empty()) REQUIRE(write_file(of_child + "/gid_map", gids_));
        REQUIRE(write(mapped_[1], &byte, 1) == 1);
    }

 private:
    std::string uids_;
    std::string gids_;
    std::array<int, 2> entered_{-1, -1};
    std::array<int, 2> mapped_{-1, -1};
};

// The service, where the users have the numbers that `uids` says (inside outside count, by line).
struct MappedService {
    explicit MappedService(const std::string& uids)
        : space(uids, "0 0 1"),
          helper(HelperProcess::listening({.before_exec = [this] { space.enter(); }})) {
        space.map(helper.pid());
    }
    UserNamespace space;
    HelperProcess helper;
};

bool turned_away(HelperClient client) {
    const auto message = client.next();
    return message && *message == HelperMessage{Goodbye{GoodbyeReason::not_allowed, 0}} &&
           !client.next() && client.closed();
}

Start single_start(std::uint32_t probe) {
    Start out;
    out.probe = ProbeId{probe};
    out.address = *IpAddress::parse("127.0.0.1");
    out.interval = 10ms;
    out.timeout = 1s;
    return out;
}

}  // namespace

TEST_CASE("the service judges a client by the uid that its own user namespace sees") {
    REQUIRE(enter_network_namespace());
    allow_datagram_sockets(true);
    // We are uid 0 here, and whoever this says in there.
    for (const char* uids : {"5 0 1", "999 0 1", "60514 0 1", "100000 0 1"}) {
        CAPTURE(uids);
        MappedService service(uids);
        CHECK(turned_away(service.helper.connect()));
        CHECK(turned_away(service.helper.connect()));
    }
    // Without a map it can't know anybody, not even itself.
    MappedService nobody("");
    CHECK(nobody.helper.wait() == helper_exit::kNotConfined);
    for (const char* uids : {"0 0 1", "1000 0 1", "60513 0 1"}) {
        CAPTURE(uids);
        MappedService service(uids);
        auto client = service.helper.connect();
        client.greet();
        auto request = single_start(1);
        request.count = 3;
        for (const auto& result : client.probe(request)) CHECK(result.outcome == Outcome::reply);
    }
}

TEST_CASE("root of somebody's user namespace is that somebody's subordinate uid, and is refused") {
    REQUIRE(enter_network_namespace());
    if (!real_root()) {
        MESSAGE("needs real root, or newuidmap(1): no other uid can be mapped here");
        return;
    }
    auto helper = HelperProcess::listening();
    // As subuid(5) gives them; and, to tell that it is the uid that decides, one of a person.
    for (const bool refused : {true, false}) {
        const std::string uids = refused ? "0 100000 65536" : "0 1001 1";
        CAPTURE(uids);
        const UserNamespace space(uids, "0 100000 1");
        const pid_t child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            space.enter();
            if (setuid(0) != 0) _exit(122);
            bool right = false;
            try {
                auto client = helper.connect();
                client.send(Hello{});
                const auto message = client.next();
                right = message &&
                        (refused ? *message == HelperMessage{Goodbye{GoodbyeReason::not_allowed, 0}}
                                 : std::holds_alternative<Welcome>(*message));
            } catch (...) {
                _exit(121);
            }
            _exit(right ? 0 : 1);
        }
        space.map(child);
        int status = 0;
        REQUIRE(waitpid(child, &status, 0) == child);
        CHECK(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) == 0);
    }
}

TEST_CASE("two uids of a mapped service have quotas of their own, and unmapped ones are refused") {
    REQUIRE(enter_network_namespace());
    if (!real_root()) {
        MESSAGE("needs real root, or newuidmap(1): there is one uid only to map here");
        return;
    }
    allow_datagram_sockets(true);
    // 100000 and 100001 are people in there; 1000, who is one out here, is nobody.
    MappedService service("0 0 1\n1000 100000 2\n");
    for (const uid_t uid : {1000U, 100'002U}) CHECK(turned_away(service.helper.connect(uid)));
    auto first = service.helper.connect(100'000);
    auto second = service.helper.connect(100'001);
    CHECK(first.greet().packets_per_second == limits::kUidPacketsPerSecond);
    second.greet();
    // Ten at the least interval are the whole rate of one.
    const auto fill = [](HelperClient& client) {
        for (std::uint32_t i = 0; i < 11; ++i) client.send(single_start(i));
        std::uint32_t rejected = 0;
        std::set<std::uint32_t> running;
        while (rejected == 0 || running.size() < 10) {
            const auto message = client.next();
            REQUIRE(message);
            if (const auto* no = std::get_if<Rejected>(&*message)) {
                ++rejected;
                CHECK(no->probe == ProbeId{10});
                CHECK(no->reason == RejectReason::rate_too_high);
            }
            if (const auto* result = std::get_if<ProbeResult>(&*message)) {
                CHECK(result->outcome == Outcome::reply);
                running.insert(result->probe.value);
            }
        }
        CHECK(rejected == 1);
    };
    fill(first);
    fill(second);
    // A second connection of the same uid shares its quota.
    auto again = service.helper.connect(100'000);
    again.greet();
    again.send(single_start(1));
    const auto answer = again.next();
    REQUIRE(answer);
    CHECK(std::holds_alternative<Rejected>(*answer));
    // As do connections: four each.
    std::vector<HelperClient> more;
    for (unsigned i = 2; i < limits::kUidConnections; ++i) {
        more.push_back(service.helper.connect(100'000));
        more.back().greet();
    }
    auto fifth = service.helper.connect(100'000);
    const auto no = fifth.next();
    CHECK((no && *no == HelperMessage{Goodbye{GoodbyeReason::too_many_connections, 0}}));
    auto others = service.helper.connect(100'001);
    others.greet();
}
