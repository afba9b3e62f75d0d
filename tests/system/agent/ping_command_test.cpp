// The last rung: /usr/bin/ping as a subprocess, bounded, with a person's arguments, and never a
// shell.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <optional>
#include <sstream>

#include "tests/system/agent/town.h"

using namespace std::chrono_literals;
using namespace traypulse::test;
using Texts = std::vector<std::string>;

namespace {

constexpr const char* kPing = "/usr/bin/ping";

/// A ping that writes down its arguments and how many of it run, and is otherwise the real one.
class RecordedPing {
 public:
    RecordedPing() {
        std::filesystem::copy_file(kPing, dir_ / "real");
        const auto script = dir_.write("ping",
                                       "#!/bin/sh\n"
                                       // In one write(2), as ten of them do so at once.
                                       "line=+; for each; do line=\"$line [$each]\"; done\n"
                                       "printf '%s\\n' \"$line\" >>" +
                                           (dir_ / "log") + "\n" + (dir_ / "real") +
                                           " \"$@\"\nstatus=$?\n"
                                           "echo - >>" +
                                           (dir_ / "log") + "\nexit $status\n");
        chmod(script.c_str(), 0755);
        chmod(dir_.path().c_str(), 0777);
        chmod(dir_.write("log", "").c_str(), 0666);
        cover_.emplace(script, kPing);
    }
    [[nodiscard]] std::string log() const { return read_file(dir_ / "log"); }
    [[nodiscard]] long started() const {
        const auto text = log();
        return std::count(text.begin(), text.end(), '+');
    }
    /// The most of them that ran at once.
    [[nodiscard]] int most_at_once() const {
        int now = 0;
        int most = 0;
        std::istringstream lines(log());
        for (std::string line; std::getline(lines, line);) {
            now += line[0] == '+' ? 1 : -1;
            most = std::max(most, now);
        }
        return most;
    }

 private:
    TempDir dir_{true};
    std::optional<Cover> cover_;
};

}  // namespace

TEST_CASE(
    "without a helper ping is used, at most ten at once, with extra arguments and without a "
    "shell") {
    Namespace space;
    Simulation net(kTown);
    RecordedPing ping;
    Home home;
    std::optional<Cover> no_helper;
    no_helper.emplace("/dev/null", TRAYPULSE_HELPER_PATH);
    std::string config = head("300ms", "250ms");
    // Twenty that never answer: each ping waits its whole timeout, so all ten places are taken.
    constexpr int kSilent = 20;
    for (int i = 1; i <= kSilent; ++i)
        config += target("T" + std::to_string(i), "10.99.30." + std::to_string(i));
    const std::string plain = "\n[ping_command]\nextra_args = [\"-p\", \"ff\"]\n";
    home.configure(config + target("Shop", "10.99.20.1") + plain);
    Agent agent(home);
    REQUIRE(agent.become({"Shop"}));
    CHECK(home.rungs() == Texts{"ping command"});
    CHECK(home.any_error("rung_failed",
                         "cannot start the helper " TRAYPULSE_HELPER_PATH ": permission denied"));
    std::size_t most = 0;
    REQUIRE(eventually(kPatience, [&] {
        most = std::max(most, agent.children("ping").size());
        return most >= 10 && ping.started() >= 60;
    }));
    CHECK(most == 10);
    CHECK(ping.most_at_once() <= 10);
    CHECK(ping.log().find(
              "+ [-n] [-c] [1] [-W] [0.250] [-s] [56] [-4] [-p] [ff] [--] [10.99.20.1]\n") !=
          std::string::npos);

    // A change of the arguments counts at once; what a shell would run is just an argument.
    const auto touched = home / "touched";
    home.configure(head("300ms", "250ms") + target("Shop", "10.99.20.1") +
                   "\n[ping_command]\nextra_args = [\"-p\", \"$(touch " + touched + ");ff\"]\n");
    REQUIRE(eventually(kPatience, [&] {
        return ping.log().find("[$(touch " + touched + ");ff] [--] [10.99.20.1]") !=
               std::string::npos;
    }));
    CHECK_FALSE(std::filesystem::exists(touched));

    // The helper appears: SIGHUP looks for a better way at once.
    home.configure(head("300ms", "250ms") + target("Shop", "10.99.20.1"));
    REQUIRE(agent.become({"Shop"}));
    no_helper.reset();
    agent.process().signal(SIGHUP);
    REQUIRE(eventually(kPatience,
                       [&] { return !home.rungs().empty() && home.rungs().back() == "helper"; }));
    REQUIRE(eventually(kPatience, [&] { return agent.children("ping").empty(); }));
    const auto started = ping.started();
    const auto replies = net.count("10.99.20.1").replies;
    CHECK(eventually(kPatience, [&] { return net.count("10.99.20.1").replies > replies + 5; }));
    CHECK(ping.started() == started);
    CHECK(agent.all({"Shop"}));
}

TEST_CASE("extra arguments that were changed while the helper worked hold when ping's turn comes") {
    Namespace space;
    Simulation net(kTown);
    RecordedPing ping;
    Home home;
    home.configure(head("300ms", "250ms") + target("Shop", "10.99.20.1"));
    Agent agent(home);
    REQUIRE(agent.become({"Shop"}));
    home.configure(head("300ms", "250ms") + target("Shop", "10.99.20.1") +
                   "\n[ping_command]\nextra_args = [\"-p\", \"ab\"]\n");
    REQUIRE(eventually(kPatience, [&] { return home.logged("loaded") == 1; }));
    CHECK(ping.started() == 0);
    const auto helper = agent.helper();
    const Cover no_helper("/dev/null", TRAYPULSE_HELPER_PATH);
    kill(helper, SIGKILL);
    REQUIRE(eventually(kPatience, [&] { return home.rungs() == Texts{"helper", "ping command"}; }));
    REQUIRE(agent.become({"Shop"}));
    CHECK(ping.log().find("[-p] [ab] [--] [10.99.20.1]") != std::string::npos);
    CHECK(agent.announced().empty());
}
