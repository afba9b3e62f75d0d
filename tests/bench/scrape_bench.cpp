// How long a scrape of many targets holds the engine's loop at a time: what is gathered when
// somebody asks, the slices that the document is written in, and a turn of a loop that serves it.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <exception>
#include <thread>

#include "agent/metrics/metrics_server.h"
#include "agent/metrics/page.h"
#include "tests/support/fleet_of.h"

using namespace traypulse;

namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

template <class Do>
double took(const Do& what) {
    const auto began = Clock::now();
    what();
    return Milliseconds(Clock::now() - began).count();
}

/// Bytes that came of one scrape; the server is on another thread.
std::size_t scraped(int port) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::size_t sum = 0;
    if (connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) {
        const std::string_view ask =
            "GET /metrics HTTP/1.0\r\nAccept: application/openmetrics-text\r\n\r\n";
        send(fd, ask.data(), ask.size(), MSG_NOSIGNAL);
        std::array<char, 65536> block{};
        for (ssize_t got = 0; (got = recv(fd, block.data(), block.size(), 0)) > 0;)
            sum += static_cast<std::size_t>(got);
    }
    close(fd);
    return sum;
}

}  // namespace

int main(int argc, char** argv) try {
    CLI::App app("How long a scrape holds the engine's loop.");
    std::uint32_t targets = 4096;
    std::size_t scrapers = 1;
    int port = 19847;
    app.add_option("--targets", targets);
    app.add_option("--scrapers", scrapers, "at once")
        ->check(CLI::Range(std::size_t{1}, scrape::kMostScrapers));
    app.add_option("--port", port, "of loopback, free");
    CLI11_PARSE(app, argc, argv);

    const test::FleetOf fleet(targets);
    std::shared_ptr<const scrape::Facts> facts;
    const double gathering =
        took([&] { facts = std::make_shared<const scrape::Facts>(fleet.facts()); });
    scrape::Page page(facts, scrape::Format::openmetrics);
    std::size_t bytes = 0;
    std::size_t slices = 0;
    double longest = 0;
    const double all = took([&] {
        for (; !page.complete(); ++slices)
            longest = std::max(longest, took([&] { bytes += page.next(scrape::kSlice).size(); }));
    });

    uv_loop_t loop{};
    uv_loop_init(&loop);
    double longest_turn = 0;
    double held = 0;
    double waited = 0;
    std::size_t came = 0;
    {
        scrape::MetricsServer server(
            &loop, [&] { return fleet.facts(); }, std::chrono::minutes(1));
        if (!server.listen(*IpAddress::parse("127.0.0.1"), static_cast<std::uint16_t>(port)).ok()) {
            std::fprintf(stderr, "port %d is not free\n", port);
            return 1;
        }
        std::atomic<std::size_t> done{0};
        std::atomic<std::size_t> sum{0};
        waited = took([&] {
            std::vector<std::thread> clients;
            for (std::size_t i = 0; i < scrapers; ++i)
                clients.emplace_back([&] {
                    sum += scraped(port);
                    ++done;
                });
            // Without waiting, so that what is measured is work.
            while (done < scrapers) {
                const double turn = took([&] { uv_run(&loop, UV_RUN_NOWAIT); });
                longest_turn = std::max(longest_turn, turn);
                held = std::max(held, static_cast<double>(server.held()));
            }
            for (auto& client : clients) client.join();
        });
        came = sum;
    }
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);

    std::printf("%u targets, a document of %.1f MB\n", targets, static_cast<double>(bytes) / 1e6);
    std::printf("  gathering what it says      %7.2f ms at once\n", gathering);
    std::printf("  writing it                  %7.2f ms in %zu slices, the longest %.2f ms\n", all,
                slices, longest);
    std::printf("  served to %2zu at once        %7.2f ms, the longest turn of the loop %.2f ms\n",
                scrapers, waited, longest_turn);
    std::printf("  held for those who read     %7.2f MB at most\n", held / 1e6);
    return came > scrapers * bytes ? 0 : 1;
} catch (const std::exception& e) {
    std::fprintf(stderr, "scrape-bench: %s\n", e.what());
    return 1;
}
