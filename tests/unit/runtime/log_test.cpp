#include "agent/runtime/log.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/support/temp_dir.h"

using namespace traypulse;
using nlohmann::json;

using traypulse::test::TempDir;

namespace {

const WallTime kTime{std::chrono::microseconds(1717243200'000001)};

std::vector<std::string> lines_in(const std::string& path) {
    std::vector<std::string> out;
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

Log::Options to_file(const std::string& path, LogLevel level = LogLevel::info) {
    Log::Options out;
    out.file = path;
    out.level = level;
    out.now = [] { return kTime; };
    return out;
}

}  // namespace

TEST_CASE("a line is JSON with time, level, category, event and fields") {
    const auto line = log_line_json(kTime, LogLevel::info, "engine", "target_state",
                                    {{"target", "Shop"},
                                     {"from", std::string("up")},
                                     {"n", 3},
                                     {"u", 4U},
                                     {"share", 0.5},
                                     {"yes", true},
                                     {"none", nullptr}});
    CHECK(line ==
          "{\"time\":\"2024-06-01T12:00:00.000001Z\",\"level\":\"info\",\"category\":\"engine\","
          "\"event\":\"target_state\",\"fields\":{\"target\":\"Shop\",\"from\":\"up\",\"n\":3,"
          "\"u\":4,"
          "\"share\":0.5,\"yes\":true,\"none\":null}}");
}

TEST_CASE("whatever the bytes, a line is valid JSON") {
    std::string bytes;
    for (int c = 0; c < 256; ++c) bytes += static_cast<char>(c);
    const auto line = log_line_json(
        kTime, LogLevel::error, bytes, bytes,
        {{bytes, bytes}, {"nan", std::nan("")}, {"inf", std::numeric_limits<double>::infinity()}});
    CHECK(line.find('\n') == std::string::npos);
    const auto parsed = json::parse(line);
    CHECK(parsed["fields"]["nan"].is_null());
    CHECK(parsed["fields"]["inf"].is_null());
}

TEST_CASE("the console's line is readable and harmless") {
    CHECK(
        log_line_text(kTime, LogLevel::warning, "probe", "late", {{"target", "A b"}, {"ms", 3}}) ==
        "2024-06-01 12:00:00.000 warning probe late target=\"A b\" ms=3");
    CHECK(log_line_text(kTime, LogLevel::info, "c", "e", {{"x", "\x1b[2J"}}).find('\x1b') ==
          std::string::npos);
}

TEST_CASE("times before the epoch and with microseconds are right") {
    CHECK(rfc3339(WallTime{}) == "1970-01-01T00:00:00.000000Z");
    CHECK(rfc3339(WallTime{std::chrono::microseconds(-1)}) == "1969-12-31T23:59:59.999999Z");
}

TEST_CASE("the threshold holds for each of the five levels") {
    const TempDir dir;
    const auto path = dir.path().string() + "/t.log";
    Log log(to_file(path));
    for (const auto level :
         {LogLevel::debug, LogLevel::info, LogLevel::warning, LogLevel::error, LogLevel::critical})
        log.event(level, "test", "event", {});
    CHECK_FALSE(log.enabled(LogLevel::debug));
    CHECK(log.enabled(LogLevel::info));
    const auto lines = lines_in(path);  // without a flush: kill -9 must lose none
    REQUIRE(lines.size() == 4);
    CHECK(json::parse(lines[0])["level"] == "info");
    CHECK(json::parse(lines[1])["level"] == "warning");
    CHECK(json::parse(lines[3])["level"] == "critical");
    log.set_level(LogLevel::debug);
    log.event(LogLevel::debug, "test", "event", {});
    CHECK(lines_in(path).size() == 5);
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600);
}

TEST_CASE("files are rotated and bounded in size and number") {
    const TempDir dir;
    auto options = to_file(dir.path().string() + "/t.log");
    options.file_size = 2000;
    options.files = 5;
    {
        Log log(std::move(options));
        for (int i = 0; i < 500; ++i) log.event(LogLevel::info, "test", "event", {{"i", i}});
    }
    std::size_t files = 0;
    int newest = -1;
    for (const auto& entry : std::filesystem::directory_iterator(dir.path().string())) {
        ++files;
        CHECK(entry.file_size() <= 2000);
        for (const auto& line : lines_in(entry.path()))
            newest = std::max(newest, json::parse(line)["fields"]["i"].get<int>());
    }
    CHECK(files == 5);
    CHECK(newest == 499);
}

TEST_CASE("a log that can't be opened stops nothing") {
    Log log(to_file("/proc/nonexistent-traypulse/x/t.log"));
    log.event(LogLevel::critical, "test", "event", {{"a", 1}});
    CHECK_FALSE(log.writing());
    CHECK_FALSE(log.enabled(LogLevel::critical));
    Log none(Log::Options{});
    none.event(LogLevel::critical, "test", "event", {});
    CHECK_FALSE(none.writing());
}

TEST_CASE("a full disk is noticed, throws nothing, and lines come again when there is room") {
    const TempDir dir;
    const auto path = dir.path().string() + "/t.log";
    // A limit on the file's size is a full disk that a test can make; in a child, because it is for
    // a process.
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        Log log(to_file(path));
        log.event(LogLevel::info, "test", "first", {});
        rlimit limit{};
        ::getrlimit(RLIMIT_FSIZE, &limit);
        const auto before = limit;
        limit.rlim_cur = 150;
        ::setrlimit(RLIMIT_FSIZE, &limit);
        for (int i = 0; i < 5; ++i)
            log.event(LogLevel::info, "test", "lost", {{"text", "some more bytes"}});
        const bool noticed = !log.writing();
        ::setrlimit(RLIMIT_FSIZE, &before);
        log.event(LogLevel::info, "test", "last", {});
        ::_exit(noticed && log.writing() ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    const auto lines = lines_in(path);
    REQUIRE(lines.size() >= 2);
    CHECK(json::parse(lines.front())["event"] == "first");
    CHECK(json::parse(lines.back())["event"] == "last");
}

TEST_CASE("threads write whole lines") {
    const TempDir dir;
    const auto path = dir.path().string() + "/t.log";
    {
        Log log(to_file(path));
        std::vector<std::thread> threads;
        threads.reserve(4);
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&log] {
                for (int i = 0; i < 200; ++i)
                    log.event(LogLevel::warning, "test", "event", {{"i", i}});
            });
        for (auto& thread : threads) thread.join();
    }
    const auto lines = lines_in(path);
    CHECK(lines.size() == 800);
    for (const auto& line : lines) CHECK(json::accept(line));
}

TEST_CASE("packets are shown in hex") {
    const unsigned char bytes[] = {0x45, 0x00, 0xff};
    CHECK(hex(bytes, sizeof bytes) == "4500 ff");
    CHECK(hex(nullptr, 0).empty());
}
