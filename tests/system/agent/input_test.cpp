// Bad input: a clear sentence with what to do, the exit status that scripts rely on, and nothing
// lost.
#include <doctest/doctest.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>

#include "tests/support/text.h"
#include "tests/system/agent/town.h"

using namespace std::chrono_literals;
using namespace traypulse::test;

namespace {}  // namespace

TEST_CASE("a configuration with an error ends the first start with its place and a remedy") {
    Namespace space;
    Home home;
    struct Bad {
        const char* text;
        const char* says;
    };
    const Bad all[] = {
        {"[defaults]\nintervall = \"1s\"\n",
         "config.toml:2:1: unknown key \"intervall\" (did you mean \"interval\"?)"},
        {"[defaults]\ninterval = 2\n",
         "config.toml:2:12: \"interval\" must be a duration in quotes, like \"2s\""},
        {"[defaults]\ninterval = \"1ms\"\n",
         "config.toml:2:12: \"interval\" = \"1ms\" is not between 10ms and 1d"},
        {"[defaults]\ninterval = \"soon\"\n", "is no duration; write it like"},
        {"[defaults\n", "config.toml:1:"},
        {"[[target]]\nname = \"A\"\n", "the target \"A\" has no \"check\""},
        {"[[target]]\ncheck = \"ftp://a\"\n", "config.toml:2:9:"},
        {"[[target]]\nname = \"A\"\ncheck = \"a\"\n[[target]]\nname = \"A\"\ncheck = \"b\"\n",
         "names must differ"},
    };
    for (const auto& bad : all) {
        CAPTURE(bad.text);
        home.configure(bad.text);
        for (const auto& arguments : {std::vector<std::string>{"--headless"},
                                      std::vector<std::string>{"config", "check"}}) {
            const auto done = home.run(arguments);
            CHECK(done.status == 2);
            CHECK_MESSAGE(has(done.errors, bad.says), done.errors);
            CHECK(done.output.empty());
        }
        CHECK(has(home.run({"--headless"}).errors, "traypulse: "));
        CHECK(read_file(home.config_file()) == bad.text);
    }
}

TEST_CASE("a configuration that cannot be read ends the start") {
    Namespace space;
    Home home(Home::Owner::nobody);
    home.configure(town());
    chmod(home.config_file().c_str(), 0);
    auto done = home.run({"--headless"});
    CHECK(done.status == 2);
    CHECK_MESSAGE(has(done.errors, "cannot open " + home.config_file() + ": Permission denied"),
                  done.errors);
    CHECK(has(done.errors, "chmod u+r"));

    std::filesystem::remove(home.config_file());
    std::filesystem::create_directory(home.config_file());
    done = home.run({"--headless"});
    CHECK(done.status == 2);
    CHECK_MESSAGE(has(done.errors, home.config_file() + " is a directory"), done.errors);

    done = home.run({"--headless", "--config", home / "none.toml"});
    CHECK(done.status == 2);
    CHECK_MESSAGE(has(done.errors, "cannot open " + (home / "none.toml") + ": No such file"),
                  done.errors);
    CHECK_FALSE(std::filesystem::exists(home / "none.toml"));
}

TEST_CASE("wrong usage names what was probably meant") {
    Namespace space;
    Home home;
    const auto refused = [&](const std::vector<std::string>& arguments, const std::string& says) {
        const auto done = home.run(arguments);
        CAPTURE(arguments[0]);
        CHECK(done.status == 2);
        CHECK_MESSAGE(has(done.errors, says), done.errors);
        CHECK_MESSAGE(done.errors.starts_with("traypulse: "), done.errors);
        CHECK(done.output.empty());
    };
    refused({"statsu"}, "unknown command \"statsu\" (did you mean \"status\"?)");
    refused({"--headles"}, "unknown option \"--headles\" (did you mean \"--headless\"?)");
    refused({"--version=-1"}, "takes no value");
    refused({"ping"}, "nothing to ping");
    refused({"ping", "-i", "soon", "127.0.0.1"}, "\"soon\" is no duration");
    refused({"ping", "-c", "0", "127.0.0.1"}, "see `traypulse ping --help`");
    refused({"ping", "-f", home / "none"}, "cannot open " + (home / "none"));
    refused({"ping", "-4", "::1"}, "\"::1\" is not IPv4");
    refused({"pause", "--for", "never"}, "\"never\" is no duration");
    refused({"config"}, "see `traypulse config --help`");
    refused({"--log-level", "loud"}, "see `traypulse --help`");
    CHECK(home.run({"--version"}).output.starts_with("traypulse 0."));
    CHECK(has(home.run({"ping", "--help"}).output, "Examples:"));
}

TEST_CASE(
    "a name that does not exist is the target's failure, said once, and the others are pinged") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    const auto done = home.run({"ping", "-c", "1", "nowhere.test", "10.99.20.1"});
    CHECK(done.status == 1);
    CHECK_MESSAGE(
        has(done.errors,
            "traypulse: nowhere.test: the name nowhere.test does not exist: check its spelling"),
        done.errors);
    CHECK_MESSAGE(has(done.output, "10.99.20.1: 1 sent, 1 received, 0 lost (0 %)"), done.output);
    CHECK(has(done.output, "nowhere.test: the name nowhere.test does not exist"));
}

TEST_CASE("nobody to ask: a sentence, a remedy, status 2") {
    Namespace space;
    Home home;
    for (const char* command : {"status", "why", "pause", "resume", "mute", "unmute"}) {
        const auto done = home.run({command});
        CAPTURE(command);
        CHECK(done.status == 2);
        CHECK(done.output.empty());
        CHECK_MESSAGE(
            has(done.errors, "traypulse: no Traypulse is running: start it with `traypulse`"),
            done.errors);
    }
    CHECK(home.run({"status", "--waybar"}).status == 2);
}

TEST_CASE("without XDG_RUNTIME_DIR, or with somebody else's, another place is used and named") {
    Namespace space;
    Simulation net(kTown);
    // A /run of this namespace's own, so that no other agent of this machine is met.
    REQUIRE(mount("tmpfs", "/run", "tmpfs", 0, nullptr) == 0);
    std::filesystem::create_directories("/run/user/0");
    Home home;
    home.configure(town("200ms", "180ms"));
    const auto with = [&](const std::vector<std::string>& arguments, const char* directory) {
        auto spec = home.command(arguments);
        if (directory != nullptr)
            spec.environment.emplace_back("XDG_RUNTIME_DIR", directory);
        else
            spec.unset.emplace_back("XDG_RUNTIME_DIR");
        if (directory == nullptr)
            std::erase_if(spec.environment,
                          [](const auto& e) { return e.first == "XDG_RUNTIME_DIR"; });
        return spec;
    };
    for (const char* directory : {static_cast<const char*>(nullptr), "/nonexistent", "relative"}) {
        const auto started = home.logged("ready");
        Process agent(with({"--headless", "--log-level", "info"}, directory));
        REQUIRE(eventually(kPatience, [&] { return home.logged("ready") == started + 1; }));
        const std::string why =
            directory == nullptr
                ? "XDG_RUNTIME_DIR is not set"
                : "XDG_RUNTIME_DIR (" + std::string(directory) + ") is not a directory of yours";
        CHECK_MESSAGE(has(agent.errors(), why + "; /run/user/0/traypulse is used instead."),
                      agent.errors());
        // Whoever asks looks in the same place.
        CHECK(eventually(kPatience, [&] { return run(with({"status"}, directory)).status == 0; }));
        agent.signal(SIGTERM);
        CHECK(agent.wait(kPatience) == 0);
    }
}

TEST_CASE("an XDG_RUNTIME_DIR that cannot be written ends the start with its reason") {
    Namespace space;
    Home home(Home::Owner::nobody);
    home.configure(town());
    chmod(home.runtime_dir().c_str(), 0500);
    const auto done = home.run({"--headless"});
    CHECK(done.status == 2);
    CHECK_MESSAGE(has(done.errors, "traypulse: cannot make " + home.runtime_dir() +
                                       "/traypulse: Permission denied: "),
                  done.errors);
}

TEST_CASE("a log that cannot be written is said once, and everything else goes on") {
    Namespace space;
    Simulation net(kTown);
    Home home;
    home.configure(town("200ms", "180ms"));
    std::filesystem::create_directories(home.log_file());  // a directory in its place
    Agent agent(home);
    REQUIRE(eventually(kPatience, [&] { return home.run({"status"}).status == 0; }));
    CHECK(agent.complains("cannot write the log " + home.log_file()));
    net.tell("host 10.99.20.1 down");
    REQUIRE(eventually(kPatience, [&] { return agent.announced().size() == 1; }));
    CHECK(agent.announced()[0].starts_with("Shop is down. "));
    agent.finish();
}

TEST_CASE("a state directory that cannot be made or written") {
    Namespace space;
    Simulation net(kTown);
    Home home(Home::Owner::nobody);
    home.configure(town("200ms", "180ms"));
    chmod((home / "state").c_str(), 0500);
    const auto done = home.run({"--headless"});
    CHECK(done.status == 2);
    CHECK_MESSAGE(has(done.errors, "cannot make " + home.state_dir() + ": Permission denied"),
                  done.errors);

    // It is there, but read-only: no log, no memory of pauses, but the network is watched.
    chmod((home / "state").c_str(), 0700);
    std::filesystem::create_directory(home.state_dir());
    chmod(home.state_dir().c_str(), 0555);
    Agent agent(home);
    REQUIRE(eventually(kPatience, [&] { return home.run({"status"}).status == 0; }));
    CHECK(agent.complains("cannot write the log "));
    CHECK(home.run({"pause", "Shop"}).status == 0);
    CHECK(eventually(kPatience, [&] {
        for (const auto& v : home.json({"status", "--json"}))
            if (v["type"] == "target" && v["name"] == "Shop") return v["state"] == "paused";
        return false;
    }));
    agent.finish();
}
