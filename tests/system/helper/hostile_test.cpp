// Clients that mean harm, against the real helper; beside them one that behaves and must not
// notice.
#include <doctest/doctest.h>

#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

#include "shared/limits.h"
#include "tests/support/eventually.h"
#include "tests/support/helper_process.h"
#include "tests/system/helper/process_facts.h"

using namespace traypulse;
using namespace traypulse::protocol;
using namespace traypulse::testing;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

Start eager_start(std::uint32_t probe, std::uint32_t count = 1, Nanoseconds interval = 100ms) {
    Start out;
    out.probe = ProbeId{probe};
    out.address = *IpAddress::parse("127.0.0.1");
    out.interval = interval;
    out.timeout = 1s;
    out.count = count;
    return out;
}

std::vector<std::uint8_t> frame(const ClientMessage& message) {
    std::vector<std::uint8_t> out;
    encode(message, out);
    return out;
}

// A stream at the least interval, each outcome of it looked at.
class WellBehaved {
 public:
    explicit WellBehaved(const HelperProcess& helper) : client_(helper.connect()) {
        client_.greet();
        thread_ = std::thread([this] { run(); });
    }
    /// What went wrong; empty where nothing did. Fills rtts.
    std::string finish() {
        stop_ = true;
        thread_.join();
        return wrong_;
    }
    [[nodiscard]] std::size_t samples() const { return samples_; }
    std::vector<Nanoseconds> rtts;  ///< read after finish()

 private:
    void run() {
        client_.send(eager_start(1, 0, 10ms));
        bool stopping = false;
        std::uint32_t next = 0;
        while (const auto message = client_.next()) {
            if (const auto* r = std::get_if<ProbeResult>(&*message)) {
                if (r->outcome != Outcome::reply) wrong_ = "a sample was lost";
                if (r->sequence.value != next++) wrong_ = "a result is missing";
                rtts.push_back(r->rtt.value);
                ++samples_;
            } else if (std::holds_alternative<Ended>(*message)) {
                return;
            } else {
                wrong_ = "an unexpected message";
            }
            if (stop_ && !stopping) client_.send(Stop{ProbeId{1}});
            stopping = stop_;
        }
        wrong_ = client_.closed() ? "the helper closed the connection" : "the helper went silent";
    }
    HelperClient client_;
    std::atomic<bool> stop_{false};
    std::atomic<std::size_t> samples_{0};
    std::string wrong_;
    std::thread thread_;
};

Nanoseconds p99(std::vector<Nanoseconds> values) {
    REQUIRE_FALSE(values.empty());
    std::sort(values.begin(), values.end());
    return values[values.size() * 99 / 100];
}

// The attackers are another user where there is one, so that they use up nothing of ours but the
// helper.
std::optional<uid_t> attacker() {
    std::ifstream map("/proc/self/uid_map");
    std::uint64_t inside = 0, outside = 0, count = 0;
    map >> inside >> outside >> count;
    return getuid() == 0 && count > 65'536 ? std::optional<uid_t>(1001) : std::nullopt;
}

// Room for a client: the last ones may not be gone yet.
HelperClient admitted(const HelperProcess& helper) {
    for (int attempt = 0; attempt < 1000; ++attempt) {
        auto client = helper.connect(attacker());
        client.send(Hello{});
        const auto answer = client.next();
        if (answer && std::holds_alternative<Welcome>(*answer)) return client;
    }
    throw std::runtime_error("no room for a client");
}

bool ends_with_goodbye(HelperClient& client, GoodbyeReason reason) {
    bool told = false;
    while (const auto message = client.next()) {
        const auto* goodbye = std::get_if<Goodbye>(&*message);
        told = told || (goodbye != nullptr && goodbye->reason == reason);
    }
    return told && client.closed();
}

void many_connections(const HelperProcess& helper) {
    std::vector<HelperClient> clients;
    for (int i = 0; i < 500; ++i) clients.push_back(helper.connect(attacker()));
    // Most are turned away at once, the silent ones after two seconds.
    for (auto& client : clients) {
        while (client.next()) {
        }
        CHECK(client.closed());
    }
}

void odd_frames(const HelperProcess& helper) {
    std::vector<std::vector<std::uint8_t>> odd;
    for (const auto& whole : {frame(Hello{}), frame(eager_start(7)), frame(Stop{ProbeId{7}})})
        for (const int change : {-1, 1}) {
            auto bytes = whole;
            bytes[0] = static_cast<std::uint8_t>(bytes[0] + change);
            bytes.resize(bytes[0]);
            odd.push_back(bytes);
        }
    for (const std::size_t length : {0, 1, 2, 3, 513, 65535})
        odd.push_back(
            {static_cast<std::uint8_t>(length), static_cast<std::uint8_t>(length >> 8), 2, 0});
    for (const int type : {0, 4, 128, 129, 130, 255})
        odd.push_back({4, 0, static_cast<std::uint8_t>(type), 0});
    // PROTOCOL.md: offsets of the family, of reserved bytes, DSCP and flags of a start.
    for (const auto& [offset, value] :
         {std::pair{28, 5}, {28, 0}, {29, 1}, {55, 64}, {56, 2}, {57, 1}}) {
        auto bytes = frame(eager_start(7));
        bytes[static_cast<std::size_t>(offset)] = static_cast<std::uint8_t>(value);
        odd.push_back(bytes);
    }
    for (const auto& bytes : odd) {
        auto client = admitted(helper);
        client.send_bytes(bytes);
        CHECK(ends_with_goodbye(client, GoodbyeReason::malformed));
    }
}

void half_frames(const HelperProcess& helper) {
    for (std::size_t cut = 1; cut < frame(eager_start(1)).size(); ++cut) {
        auto client = admitted(helper);
        auto bytes = frame(eager_start(1, 0));
        bytes.resize(cut);
        client.send_bytes(bytes);
    }
    // Byte by byte is slow, and right.
    auto client = admitted(helper);
    for (const auto byte : frame(eager_start(1))) client.send_bytes({byte});
    const auto answer = client.next();
    CHECK((answer && std::holds_alternative<ProbeResult>(*answer)));
}

void duplicate_ids(const HelperProcess& helper) {
    auto client = admitted(helper);
    for (int i = 0; i < 200; ++i) client.send(eager_start(1, 0));
    int rejected = 0;
    while (rejected < 199) {
        const auto message = client.next();
        REQUIRE(message);
        if (const auto* r = std::get_if<Rejected>(&*message)) {
            CHECK(r->reason == RejectReason::probe_in_use);
            ++rejected;
        }
    }
}

// Asks for much and reads nothing; goes before the helper has lost its patience.
void never_reading(const HelperProcess& helper) {
    auto client = admitted(helper);
    const int small = 1;
    setsockopt(client.descriptor(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    for (std::uint32_t i = 0; i < 9; ++i) client.send(eager_start(i, 0, 10ms));
    auto watcher = admitted(helper);
    CHECK_NOTHROW(watcher.probe(eager_start(1, 20, 50ms)));
}

int connect_cycles(const HelperProcess& helper, int most, std::chrono::seconds time) {
    const auto end = Clock::now() + time;
    int cycles = 0;
    for (; cycles < most && Clock::now() < end; ++cycles) {
        auto client = helper.connect(attacker());
        if (cycles % 3 == 1) client.send(Hello{});
        if (cycles % 3 == 2) client.send_bytes({20, 0, 1});
    }
    return cycles;
}

}  // namespace

TEST_CASE("hostile clients cost a well-behaved one nothing, and leave nothing behind") {
    REQUIRE(enter_network_namespace());
    auto helper = HelperProcess::listening();
    auto quiet = helper.connect();  // so that the count below is of a helper at rest
    quiet.greet();
    const auto descriptors = descriptors_of(helper.pid());

    std::optional<WellBehaved> client(std::in_place, helper);
    REQUIRE(test::eventually(10s, [&] { return client->samples() >= 100; }));
    REQUIRE(client->finish() == "");
    const auto alone = p99(client->rtts);

    // Once for the memory that is kept for the next time, then to see whether it grows.
    connect_cycles(helper, 300, 5s);
    never_reading(helper);
    const auto memory = anonymous_memory_of(helper.pid());

    client.emplace(helper);
    many_connections(helper);
    odd_frames(helper);
    half_frames(helper);
    duplicate_ids(helper);
    never_reading(helper);
    const int cycles = connect_cycles(helper, 100'000, 8s);
    CHECK(client->finish() == "");
    MESSAGE(cycles << " connect/close cycles");
    CHECK(cycles > 100);
    CHECK(p99(client->rtts) < alone + 5ms);

    client.reset();
    CHECK(test::eventually(10s, [&] { return descriptors_of(helper.pid()) == descriptors; }));
    // AddressSanitizer keeps what was freed, to catch who still uses it.
    if (!TRAYPULSE_TEST_SANITIZED) CHECK(anonymous_memory_of(helper.pid()) <= memory + 512);
    const auto cpu = cpu_of(helper.pid());
    std::this_thread::sleep_for(2s);                       // idle: that is what is measured
    CHECK(cpu_of(helper.pid()) - cpu < 0.01 * 2 + 0.011);  // the kernel counts in ticks of 10 ms
}

TEST_CASE("a user of another user namespace is nobody whom the helper knows") {
    REQUIRE(enter_network_namespace());
    if (!attacker()) {
        MESSAGE("needs real root: a mapped uid cannot be made here");
        return;
    }
    auto helper = HelperProcess::listening();
    // What root of a container, and somebody in it, look like from outside (subuid ranges).
    for (const uid_t uid : {100'000U, 101'000U, 165'535U, 65'534U, 4'294'967'294U}) {
        CAPTURE(uid);
        auto client = helper.connect(uid);
        CHECK(ends_with_goodbye(client, GoodbyeReason::not_allowed));
    }
    CHECK(admitted(helper).probe(eager_start(1)).size() == 1);
}
