// `traypulse import` of lists through run(): the person's file afterwards, what is said, exit
// status.
#include <doctest/doctest.h>
#include <unistd.h>

#include "agent/cli/wiring.h"
#include "agent/config/parse.h"
#include "tests/support/temp_dir.h"

using namespace traypulse;
using namespace traypulse::cli;
using traypulse::test::TempDir;

namespace {

constexpr const char* kConfig = R"(# mine, all mine
[defaults]
interval = "5s"   # slowly

[[target]]
name = "Router"
check = "192.0.2.1"   # in the hall

# what wakes me
[alerts]
reminder = "2h"
)";

struct Desk {
    Desk() {
        wiring.version = "0.1.0";
        wiring.paths.uid = ::geteuid();
        wiring.paths.home = dir.path().string();
        wiring.paths.variable = [](const char*) { return std::optional<std::string>(); };
        wiring.out = [this](std::string_view text) {
            out += text;
            return true;
        };
        wiring.err = [this](std::string_view text) { err += text; };
    }
    int import(std::vector<std::string> arguments) {
        out.clear();
        err.clear();
        arguments.insert(arguments.begin(), "import");
        return run(arguments, wiring);
    }
    [[nodiscard]] std::string config_file() const { return dir / ".config/traypulse/config.toml"; }
    [[nodiscard]] std::string config() const { return test::read_file(config_file()); }
    bool says(const std::string& where, const std::string& words) {
        INFO(where);
        const bool found = where.find(words) != std::string::npos;
        CHECK(found);
        return found;
    }

    TempDir dir;
    Wiring wiring;
    std::string out;
    std::string err;
};

}  // namespace

TEST_CASE("import adds a list behind the targets, and nothing else in the file changes") {
    Desk desk;
    desk.dir.write(".config/traypulse/config.toml", kConfig);
    const auto list =
        desk.dir.write("servers", "192.0.2.7 Shop\n192.0.2.1 Gate\nftp://x.example\n");
    CHECK(desk.import({list}) == kExitNotWell);
    CHECK(desk.out ==
          "new: 1 target; known already: 1; left out: 1; in " + desk.config_file() + "\n");
    desk.says(desk.err, list + ":2: \"Gate\": left out: it is watched already, as \"Router\"\n");
    desk.says(desk.err, list + ":3: \"ftp://x.example\": left out: unknown kind of check \"ftp\"");
    std::string expected = kConfig;
    expected.insert(expected.find("\n# what wakes me"),
                    "\n[[target]]\nname = \"Shop\"\ncheck = \"192.0.2.7\"\n");
    CHECK(desk.config() == expected);
    // A second time there is nothing new, and the file is not touched.
    const auto before = std::filesystem::last_write_time(desk.config_file());
    CHECK(desk.import({"--group", "Work", "--from", "fping",
                       desk.dir.write("again", "192.0.2.7\n192.0.2.1\n")}) == kExitWell);
    CHECK(desk.config() == expected);
    CHECK(std::filesystem::last_write_time(desk.config_file()) == before);
}

TEST_CASE("--dry-run shows the targets as the file would have them, and changes nothing") {
    Desk desk;
    desk.dir.write(".config/traypulse/config.toml", kConfig);
    const auto list = desk.dir.write("list", "tcp://192.0.2.7:22 \"Shop\"\n192.0.2.8\n");
    CHECK(desk.import({"--dry-run", "--group", "Work", list}) == kExitWell);
    CHECK(desk.out ==
          "[[target]]\nname = \"Shop\"\ncheck = \"tcp://192.0.2.7:22\"\ngroup = \"Work\"\n\n"
          "[[target]]\nname = \"192.0.2.8\"\ncheck = \"192.0.2.8\"\ngroup = \"Work\"\n");
    desk.says(desk.err, "new: 2 targets; known already: 0; left out: 0; nothing is written");
    CHECK(desk.config() == kConfig);
}

TEST_CASE("without a configuration the first one is made, with the list in it") {
    Desk desk;
    CHECK(desk.import({desk.dir.write("list", "192.0.2.7\n")}) == kExitWell);
    const auto parsed = config::parse(desk.config(), "config.toml");
    REQUIRE(parsed.ok());
    REQUIRE(parsed.settings.targets.size() == 5);
    CHECK(parsed.settings.targets.back().check.host == "192.0.2.7");
    CHECK(desk.config().find("[anchors]") != std::string::npos);
    // One that was named must be there: a slip of the pen shall not make a second configuration.
    CHECK(desk.import({"--config", desk.dir / "slip.toml", desk.dir / "list"}) == kExitWrong);
    CHECK_FALSE(std::filesystem::exists(desk.dir / "slip.toml"));
}

TEST_CASE("what can't be imported at all says why and leaves the file alone") {
    Desk desk;
    desk.dir.write(".config/traypulse/config.toml", kConfig);
    CHECK(desk.import({desk.dir.write("letter", "Dear reader,\nthis is none.\n")}) == kExitWrong);
    desk.says(desk.err,
              "letter is neither a history nor a list of targets that I know: say with "
              "--from what it is");
    CHECK(desk.import({"--from", "uptime-kuma", desk.dir / "letter"}) == kExitWrong);
    desk.says(desk.err, "letter:1: this is no JSON");
    CHECK(desk.import({"--from", "nagios", desk.dir / "letter"}) == kExitWrong);
    desk.says(desk.err, "no list of \"nagios\" can be read: name one of fping, smokeping,");
    CHECK(desk.import({"--from", "hosts", desk.dir.write("local", "127.0.0.1 localhost\n")}) ==
          kExitWrong);
    desk.says(desk.err, "local holds no target: it was read as a hosts file");
    CHECK(desk.import({"--from", "fping", desk.dir.write("bad", "ftp://a.example\n")}) ==
          kExitWrong);
    CHECK(desk.out ==
          "new: 0 targets; known already: 0; left out: 1; in " + desk.config_file() + "\n");
    CHECK(desk.import({desk.dir / "gone"}) == kExitWrong);
    desk.says(desk.err, "cannot read ");
    CHECK(desk.import({desk.dir.write("kuma", "{\"monitorList\": [{\"type\": \"push\"}]}"),
                       desk.dir.write("hosts", "192.0.2.1\n")}) == kExitWrong);
    desk.says(desk.err, "kuma is Uptime Kuma's backup, ");
    CHECK(desk.config() == kConfig);
    desk.dir.write(".config/traypulse/config.toml", "[[target]\n");
    CHECK(desk.import({desk.dir / "hosts"}) == kExitWrong);
    desk.says(desk.err, "config.toml: line 1: ");
    CHECK(desk.config() == "[[target]\n");
}

TEST_CASE("histories still go into the history, and not together with lists") {
    Desk desk;
    desk.dir.write(".config/traypulse/config.toml", kConfig);
    const auto history =
        desk.dir.write("week.jsonl",
                       "{\"type\":\"target\",\"target\":\"Shop\",\"check\":\"icmp://192.0.2.7\","
                       "\"added\":\"2024-06-01T00:00:00.000000Z\",\"removed\":null}\n");
    CHECK(desk.import({history}) == kExitWell);
    desk.says(desk.out, "new: 1 target;");
    const auto damaged = desk.dir.write("damaged.jsonl", "{\"broken\n" + test::read_file(history));
    CHECK(desk.import({damaged}) == kExitNotWell);
    desk.says(desk.err, "damaged.jsonl:1: this is no JSON object");
    CHECK(desk.import({history, desk.dir.write("list", "192.0.2.7\n")}) == kExitWrong);
    desk.says(desk.err, "histories and lists of targets come together");
    CHECK(desk.import({"--dry-run", history}) == kExitWrong);
    desk.says(desk.err, "--dry-run and --group are for lists of targets");
    CHECK(desk.config() == kConfig);
}
