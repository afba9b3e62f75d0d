// kill -9 at a random moment, a hundred times.
#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <sstream>
#include <thread>

#include "tests/support/process.h"
#include "tests/support/simnet/random.h"
#include "tests/unit/store/rig.h"

using namespace traypulse;
using namespace traypulse::store;
using namespace traypulse::test;
using Lines = std::vector<std::string>;

namespace {

constexpr int kLanes = 10;  // files that are written at once
constexpr int kKills = 10;  // of each

struct Lane {
    std::string path;
    std::int64_t next = 0;  ///< number of the next sample
    std::unique_ptr<Process> writer;
    Nanoseconds life{};
};

/// (number, moment) of every sample that the writer has put.
std::vector<std::pair<std::int64_t, std::int64_t>> said(const std::string& output) {
    std::vector<std::pair<std::int64_t, std::int64_t>> out;
    std::istringstream in(output.substr(0, output.rfind('\n') + 1));
    for (std::int64_t n = 0, at = 0; in >> n >> at;) out.emplace_back(n, at);
    return out;
}

std::int64_t mono() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

void kill_and_look(Lane& lane) {
    const auto killed = mono();
    lane.writer->signal(SIGKILL);
    REQUIRE(lane.writer->wait(10s) == 128 + SIGKILL);
    const auto put = said(lane.writer->output());
    // Killed before it had made the file: then it had put nothing that is older than a second.
    if (!std::filesystem::exists(lane.path)) {
        CHECK((put.empty() || killed - put.front().second < 1'000'000'000));
        return;
    }
    CHECK(sql(lane.path, "PRAGMA integrity_check") == Lines{"ok"});
    // What a newer run must find: without gap, up to less than a second before the end.
    History history(lane.path);
    std::int64_t last = -1;
    std::int64_t count = 0;
    const auto read =
        history.samples(HistoryTarget{1}, {WallTime{}, WallTime::max()}, [&](const Sample& s) {
            last = std::max(last, s.rtt.value.count() - 1);
            ++count;
            return true;
        });
    if (!put.empty() && killed - put.front().second > 1'000'000'000) {
        REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.error().text()));
        std::int64_t second_before = -1;
        for (const auto& [n, at] : put)
            if (at <= killed - 1'000'000'000) second_before = n;
        CHECK(last >= second_before);
    }
    CHECK(count == last + 1);
    lane.next = last + 1;
}

}  // namespace

TEST_CASE("kill -9 a hundred times: the file is whole, and lacks at most the last second") {
    // In memory: what other programs make the disk wait for is not the question, and whether a
    // file survives its program does not depend on it.
    if (std::filesystem::exists("/dev/shm")) setenv("TMPDIR", "/dev/shm", 1);
    simnet::Random random(static_cast<std::uint64_t>(mono()));
    const TempDir files;
    std::vector<Lane> lanes(kLanes);
    for (int i = 0; i < kLanes; ++i) lanes[i].path = files / (std::to_string(i) + ".db");
    for (int round = 0; round < kKills; ++round) {
        const auto begin = mono();
        for (auto& lane : lanes) {
            lane.life = Nanoseconds(static_cast<std::int64_t>(random.uniform() * 2e9));
            lane.writer = std::make_unique<Process>(
                ProcessSpec{{TRAYPULSE_KILLED_WRITER, lane.path, std::to_string(lane.next)}});
        }
        std::sort(lanes.begin(), lanes.end(),
                  [](const Lane& a, const Lane& b) { return a.life < b.life; });
        for (auto& lane : lanes) {
            // The moment of death is what is random here; nothing is waited for.
            std::this_thread::sleep_for(lane.life - Nanoseconds(mono() - begin));
            kill_and_look(lane);
        }
    }
    // Every run but the last ended without a word, so none of its intervals may still last.
    for (const auto& lane : lanes)
        CHECK(sql(lane.path, "SELECT count(*) <= 1 FROM state_interval WHERE ended IS NULL") ==
              Lines{"1"});
}
