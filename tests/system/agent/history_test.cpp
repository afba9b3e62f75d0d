// What a running agent leaves in history.db.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "agent/runtime/control_socket.h"
#include "agent/store/history.h"
#include "tests/system/agent/bench.h"

using namespace std::chrono_literals;
using namespace traypulse;
using namespace traypulse::test;
using store::History;
using store::HistoryTarget;
using store::TimeRange;

namespace {

constexpr TimeRange kEver{WallTime{}, WallTime(std::chrono::hours(24 * 365 * 200))};

std::string two(const std::string& more = {}) {
    return "[defaults]\ninterval = \"200ms\"\ntimeout = \"200ms\"\n" + more +
           target("Shop", "icmp://10.99.20.1") + target("Office", "icmp://10.99.20.2");
}

std::size_t samples_of(const Home& home, HistoryTarget id) {
    History history(home.state_dir() + "/history.db");
    std::size_t n = 0;
    (void)history.samples(id, kEver, [&](const store::Sample&) { return ++n > 0; });
    return n;
}

bool has(const std::vector<store::PastEvent>& events, store::EventKind kind) {
    return std::any_of(events.begin(), events.end(), [&](const auto& e) { return e.kind == kind; });
}

}  // namespace

TEST_CASE(
    "samples, states, outages and events are in the history, and the next run goes on with it") {
    Namespace space;
    Simulation net({"host 10.99.0.1", "host 10.99.20.1 delay 3ms", "host 10.99.20.2 delay 3ms"});
    Home home;
    home.configure(two());
    {
        Agent agent(home);
        REQUIRE(agent.become({"Shop", "Office"}));
        net.tell("host 10.99.20.1 down");
        REQUIRE(agent.become({"Shop"}, "down"));
        net.tell("host 10.99.20.1 up");
        REQUIRE(agent.become({"Shop"}));
        agent.finish();
    }
    History history(home.state_dir() + "/history.db");
    const auto targets = history.targets();
    REQUIRE_MESSAGE(targets.ok(), (targets.ok() ? "" : targets.error().text()));
    REQUIRE(targets.value().size() == 2);
    CHECK(targets.value()[0].name == "Shop");
    CHECK(targets.value()[0].check == "icmp://10.99.20.1");
    const HistoryTarget shop{1};
    std::size_t good = 0;
    std::size_t lost = 0;
    REQUIRE(history
                .samples(shop, kEver,
                         [&](const store::Sample& s) {
                             if (s.outcome == store::Outcome::answered) {
                                 ++good;
                                 CHECK(s.rtt.value >= 3ms);
                                 CHECK(s.responder.text() == "10.99.20.1");
                                 CHECK(s.ttl.value > 0);
                             } else {
                                 ++lost;
                             }
                             return true;
                         })
                .ok());
    CHECK(good > 0);
    CHECK(lost > 0);
    const auto intervals = history.intervals(shop, kEver).value();
    std::vector<TargetState> states;
    for (const auto& i : intervals) {
        CHECK_FALSE(i.open);
        if (states.empty() || states.back() != i.state) states.push_back(i.state);
    }
    REQUIRE(states.size() >= 4);
    CHECK(states.front() == TargetState::unknown);
    CHECK(std::find(states.begin(), states.end(), TargetState::down) != states.end());
    CHECK(states.back() == TargetState::up);
    const auto outages = history.outages(kEver).value();
    REQUIRE(outages.size() == 1);
    CHECK(outages[0].cause == Cause::target_down);
    CHECK(outages[0].affected == std::vector<std::string>{"Shop"});
    CHECK(outages[0].ended);
    const auto events = history.events(kEver).value();
    CHECK(has(events, store::EventKind::program_start));
    CHECK(has(events, store::EventKind::program_stop));

    const auto before = samples_of(home, shop);
    {
        Agent agent(home);
        REQUIRE(eventually(kPatience, [&] { return samples_of(home, shop) > before + 10; }));
        agent.finish();
    }
    CHECK(samples_of(home, shop) > before + 10);
    const auto after = history.targets();
    REQUIRE(after.ok());
    CHECK(after.value().size() == 2);
}

TEST_CASE("[history] enabled = false keeps nothing, and is picked up while running") {
    Namespace space;
    Simulation net({"host 10.99.0.1", "host 10.99.20.1", "host 10.99.20.2"});
    Home home;
    home.configure(two("[history]\nenabled = false\n"));
    Agent agent(home);
    REQUIRE(agent.become({"Shop", "Office"}));
    CHECK_FALSE(std::filesystem::exists(home.state_dir() + "/history.db"));
    home.configure(two());
    REQUIRE(eventually(kPatience, [&] { return samples_of(home, HistoryTarget{1}) > 3; }));
    // A target that is taken out keeps what is known of it.
    home.configure("[defaults]\ninterval = \"200ms\"\n" + target("Shop", "icmp://10.99.20.1"));
    History history(home.state_dir() + "/history.db");
    REQUIRE(eventually(kPatience, [&] {
        const auto targets = history.targets();
        return targets.ok() && targets.value().size() == 2 && targets.value()[1].removed;
    }));
    CHECK(samples_of(home, HistoryTarget{2}) > 0);
}

TEST_CASE("a history that cannot be written is said, and what waited is in it afterwards") {
    Namespace space;
    Simulation net({"host 10.99.0.1", "host 10.99.20.1", "host 10.99.20.2"});
    Home home;
    home.configure(two());
    const auto file = home.state_dir() + "/history.db";
    Agent agent(home);
    REQUIRE(eventually(kPatience, [&] { return samples_of(home, HistoryTarget{1}) > 3; }));
    CHECK(first(home.json({"status", "--json"}), "verdict")["history_problem"] == "");
    // A connection that is in the middle of a write, as a backup would be.
    sqlite3* other = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &other) == SQLITE_OK);
    sqlite3_busy_timeout(other, 10'000);
    REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
    const bool said = eventually(kPatience, [&] {
        return home.run({"status"}).output.find("The history is not written: ") !=
               std::string::npos;
    });
    sqlite3_close(other);
    CHECK(said);
    const auto before = net.count("10.99.20.1").requests;
    REQUIRE(eventually(kPatience, [&] {
        return samples_of(home, HistoryTarget{1}) >= before &&
               first(home.json({"status", "--json"}), "verdict")["history_problem"]
                   .get<std::string>()
                   .empty();
    }));
    agent.finish();
}

TEST_CASE(
    "watch shows targets and their past, as text and on a terminal, and gives the terminal back") {
    Namespace space;
    Simulation net({"host 10.99.0.1", "host 10.99.20.1 delay 3ms", "host 10.99.20.2 delay 3ms"});
    Home home;
    home.set("LC_ALL", "C.UTF-8");
    home.configure(two());
    CHECK(home.run({"watch", "--count", "1"}).errors ==
          "traypulse: no Traypulse is running: start it with `traypulse`\n");
    Agent agent(home);
    REQUIRE(agent.become({"Shop", "Office"}));
    const HistoryTarget shop{1};
    REQUIRE(eventually(kPatience, [&] { return samples_of(home, shop) > 10; }));
    const auto text = home.run({"watch", "--count", "2", "--interval", "200ms", "--span", "1m"});
    CHECK(text.status == 0);
    CHECK(text.errors.empty());
    CHECK(text.output.find('\033') == std::string::npos);
    CHECK(text.output.find("Shop") != text.output.rfind("Shop"));
    CHECK(text.output.find("Last 1 min") != std::string::npos);
    CHECK(text.output.find("\u2581") != std::string::npos);  // the lowest bar

    // script(1) gives it a terminal; a key is pressed once it has that for itself.
    const auto keys = home / "keys";
    REQUIRE(mkfifo(keys.c_str(), S_IRUSR | S_IWUSR) == 0);
    const UniqueFd pressed(open(keys.c_str(), O_RDWR | O_CLOEXEC));
    REQUIRE(pressed);
    auto command = home.command({"watch", "--span", "1m"});
    std::string line = "stty -a; ";
    for (const auto& word : command.argv) line += "'" + word + "' ";
    command.argv = {"sh",
                    "-c",
                    "exec script -qefc \"$1\" /dev/null <\"$2\"",
                    "sh",
                    line + "; echo status $?; stty -a",
                    keys};
    Process terminal(command);
    REQUIRE(eventually(kPatience, [&] {
        const auto shown = terminal.output();
        const auto at = shown.find("\033[?1049h");
        return at != std::string::npos && shown.find("Office", at) != std::string::npos;
    }));
    REQUIRE(write(pressed.get(), "q", 1) == 1);
    CHECK(terminal.wait(kPatience) == 0);
    const auto typed = terminal.output();
    const auto entered = typed.find("\033[?1049h");
    const auto left = typed.find("\033[?1049l");
    REQUIRE(left != std::string::npos);
    CHECK(typed.find("status 0", left) != std::string::npos);
    const auto before = typed.substr(0, entered);
    const auto after = typed.substr(typed.find('\n', typed.find("status 0")) + 1);
    CHECK(before.substr(before.find("speed")) == after.substr(after.find("speed")));
    agent.finish();
}
