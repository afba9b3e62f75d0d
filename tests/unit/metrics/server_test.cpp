// Scrapers of four thousand targets: quick ones, deaf ones, and those who go away in the middle.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <limits>
#include <memory>
#include <optional>

#include "agent/metrics/metrics_server.h"
#include "agent/metrics/page.h"
#include "tests/support/fleet_of.h"
#include "tests/support/text.h"

using namespace std::chrono_literals;
using namespace traypulse;
using namespace traypulse::scrape;

namespace {

constexpr std::uint32_t kTargets = 4096;

/// A connection that reads when it is told to.
class Scraper {
 public:
    explicit Scraper(int port, const std::string& version = "1.1", int receive_buffer = 0)
        : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        if (receive_buffer > 0)
            setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(port));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
        const auto ask = "GET /metrics HTTP/" + version +
                         "\r\nHost: localhost\r\nAccept: application/openmetrics-text\r\n\r\n";
        REQUIRE(send(fd_, ask.data(), ask.size(), MSG_NOSIGNAL) ==
                static_cast<ssize_t>(ask.size()));
        fcntl(fd_, F_SETFL, O_NONBLOCK);
    }
    ~Scraper() { leave(); }
    Scraper(const Scraper&) = delete;
    Scraper& operator=(const Scraper&) = delete;

    void leave() {
        if (fd_ >= 0) close(std::exchange(fd_, -1));
    }
    void ask_no_more() const { shutdown(fd_, SHUT_WR); }
    /// What is there, at most so much.
    void read(std::size_t most = 1U << 20U) {
        std::array<char, 65536> block{};
        while (!ended_ && most > 0) {
            const auto got = recv(fd_, block.data(), std::min(most, block.size()), 0);
            if (got < 0 && errno == EAGAIN) return;
            if (got <= 0)
                ended_ = true;
            else
                all_.append(block.data(), static_cast<std::size_t>(got));
            most -= static_cast<std::size_t>(std::max<ssize_t>(got, 0));
        }
    }
    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] std::size_t size() const { return all_.size(); }
    /// The document out of its chunks; empty where it is not whole.
    [[nodiscard]] std::string document() const {
        const auto body = all_.substr(all_.find("\r\n\r\n") + 4);
        const bool chunked = test::has(all_, "Transfer-Encoding: chunked");
        return chunked ? test::unchunked(body) : body;
    }

 private:
    int fd_;
    bool ended_ = false;
    std::string all_;
};

/// Of the server with who reads, but on a machine that is slow and busy.
constexpr std::chrono::milliseconds kSlowMachine = std::chrono::minutes(1);

/// A server on a loop that turns when the test says so.
struct Bench {
    explicit Bench(std::chrono::milliseconds patience = kSlowMachine) {
        std::signal(SIGPIPE, SIG_IGN);  // as the agent does
        uv_loop_init(&loop);
        server.emplace(
            &loop, [this] { return fleet.facts(); }, patience);
        for (port = 20100;
             !server->listen(*IpAddress::parse("127.0.0.1"), static_cast<std::uint16_t>(port)).ok();
             ++port) {
            REQUIRE(port < 20200);
            server.emplace(
                &loop, [this] { return fleet.facts(); }, patience);
        }
    }
    ~Bench() {
        server.reset();
        uv_run(&loop, UV_RUN_DEFAULT);
        CHECK(uv_loop_close(&loop) == 0);  // nothing is left open
    }
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;

    /// Turns until it is so; waits for what comes.
    template <class Done>
    bool until(const Done& done) {
        const auto end = std::chrono::steady_clock::now() + 60s;
        while (!done()) {
            if (std::chrono::steady_clock::now() > end) return false;
            uv_run(&loop, UV_RUN_NOWAIT);
            most_held = std::max(most_held, server->held());
        }
        return true;
    }
    bool whole(Scraper& one) {
        return until([&] {
            one.read();
            return one.ended();
        });
    }

    test::FleetOf fleet{kTargets};
    uv_loop_t loop{};
    std::optional<MetricsServer> server;
    int port = 0;
    std::size_t most_held = 0;
};

std::string expected(const Bench& bench) {
    Page page(std::make_shared<const Facts>(bench.fleet.facts()), Format::openmetrics);
    return page.next(std::numeric_limits<std::size_t>::max());
}

std::size_t count_of(const std::string& text, const std::string& what) {
    std::size_t out = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++out;
    return out;
}

/// Of one connection: a slice, and what one target has in one family beyond it, and its frame.
constexpr std::size_t kMostHeld = kSlice + 4096;

}  // namespace

TEST_CASE("four thousand targets are served whole, and little of them is held at a time") {
    Bench bench;
    const auto document = expected(bench);
    CHECK(document.size() > 100 * kSlice);
    CHECK(count_of(document, "\ntraypulse_probe_rtt_seconds_count{") == kTargets);
    for (const std::string version : {"1.1", "1.0"}) {
        CAPTURE(version);
        Scraper one(bench.port, version);
        REQUIRE(bench.whole(one));
        CHECK((one.document() == document));  // not 12 MB of message
    }
    CHECK(bench.most_held <= kMostHeld);
    CHECK(bench.server->counts().served == 2);
    CHECK(bench.server->counts().cut_off == 0);
}

TEST_CASE("a document tells of one moment, though targets go and checks end while it is written") {
    Bench bench;
    const auto document = expected(bench);
    Scraper one(bench.port);
    REQUIRE(bench.until([&] {
        one.read(1000);
        return one.size() > 0;
    }));
    bench.fleet.snapshot.targets.resize(10);
    bench.fleet.probes.keep_only(bench.fleet.snapshot);
    protocol::ProbeResult reply{};
    reply.outcome = protocol::Outcome::reply;
    for (std::uint32_t i = 1; i <= 10; ++i) bench.fleet.probes.result(TargetId(i), reply);
    REQUIRE(bench.whole(one));
    CHECK((one.document() == document));
    // Who asks when that is no longer fresh is told of what is there now.
    std::string later;
    REQUIRE(bench.until([&] {
        Scraper next(bench.port);
        REQUIRE(bench.whole(next));
        later = next.document();
        return later != document;
    }));
    CHECK((later == expected(bench)));
    CHECK(count_of(later, "\ntraypulse_target_info{") == 10);
}

TEST_CASE("whoever does not read is cut off in time, holds one slice, and delays nobody") {
    Bench bench(TRAYPULSE_TEST_SANITIZED != 0 ? 16s : 8s);
    std::vector<std::unique_ptr<Scraper>> deaf;
    for (int i = 0; i < 5; ++i) deaf.push_back(std::make_unique<Scraper>(bench.port, "1.1", 4096));
    // Each is stuck: the system takes no more of it, and nothing more is made.
    REQUIRE(bench.until([&] { return bench.server->held() >= deaf.size() * kSlice / 4; }));
    Scraper quick(bench.port);
    REQUIRE(bench.whole(quick));
    CHECK((quick.document() == expected(bench)));
    CHECK(bench.server->counts().gathered <= 2);
    REQUIRE(bench.until([&] { return bench.server->counts().cut_off == deaf.size(); }));
    CHECK(bench.server->held() == 0);
    CHECK(bench.most_held <= (deaf.size() + 1) * kMostHeld);
    for (auto& one : deaf) {
        REQUIRE(bench.whole(*one));
        CHECK(one->document().empty());  // can be told from a whole one
    }
}

TEST_CASE("a slow reader gets all of it, as does one that asks no more") {
    Bench bench;
    const auto document = expected(bench);
    Scraper slow(bench.port, "1.1", 65536);
    slow.ask_no_more();
    REQUIRE(bench.until([&] {
        slow.read(30'000);
        return slow.ended();
    }));
    CHECK((slow.document() == document));
    CHECK(bench.most_held <= kMostHeld);
}

TEST_CASE("connections that are closed in the middle leave nothing behind") {
    Bench bench;
    for (const std::size_t enough : {std::size_t{0}, std::size_t{1}, std::size_t{100'000}}) {
        std::vector<std::unique_ptr<Scraper>> some;
        for (int i = 0; i < 4; ++i)
            some.push_back(std::make_unique<Scraper>(bench.port, "1.1", 65536));
        REQUIRE(bench.until([&] {
            for (auto& one : some)
                if (one->size() < enough) one->read(enough - one->size());
            return std::all_of(some.begin(), some.end(),
                               [&](const auto& one) { return one->size() >= enough; });
        }));
        some.clear();
    }
    REQUIRE(bench.until([&] {
        const auto counts = bench.server->counts();
        return counts.cut_off + counts.refused == 12;
    }));
    CHECK(bench.server->held() == 0);
    // So does the server itself, with somebody in the middle: the bench looks at what is left.
    const Scraper last(bench.port);
    REQUIRE(bench.until([&] { return bench.server->held() > 0; }));
}
