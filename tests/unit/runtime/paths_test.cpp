#include "agent/runtime/paths.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>

#include "tests/support/temp_dir.h"

using namespace traypulse;

using traypulse::test::TempDir;

namespace {

PathFacts facts(std::map<std::string, std::string> variables) {
    PathFacts out;
    out.variable = [variables =
                        std::move(variables)](const char* name) -> std::optional<std::string> {
        const auto it = variables.find(name);
        return it == variables.end() ? std::nullopt : std::optional(it->second);
    };
    out.home = "/home/of-passwd";
    out.uid = ::geteuid();
    out.run_user = "/proc/nonexistent-traypulse";
    return out;
}

unsigned mode_of(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0;
}

}  // namespace

TEST_CASE("paths follow the XDG specification") {
    auto paths =
        resolve_paths(facts({{"XDG_CONFIG_HOME", "/c"}, {"XDG_STATE_HOME", "/s"}, {"HOME", "/h"}}));
    REQUIRE(paths);
    CHECK(paths.value().config_file == "/c/traypulse/config.toml");
    CHECK(paths.value().log_file == "/s/traypulse/traypulse.log");
    CHECK(paths.value().history_file == "/s/traypulse/history.db");
    paths = resolve_paths(
        facts({{"XDG_CONFIG_HOME", "relative"}, {"XDG_STATE_HOME", ""}, {"HOME", "/h"}}));
    CHECK(paths.value().config_file == "/h/.config/traypulse/config.toml");
    CHECK(paths.value().state_dir == "/h/.local/state/traypulse");
    CHECK(resolve_paths(facts({})).value().config_file ==
          "/home/of-passwd/.config/traypulse/config.toml");
    paths = resolve_paths(facts({}), "my.toml", "/my");
    CHECK(paths.value().config_file == "my.toml");
    CHECK(paths.value().log_file == "/my/traypulse.log");
}

TEST_CASE("nobody without a home is told what to do") {
    auto homeless = facts({});
    homeless.home.clear();
    const auto paths = resolve_paths(homeless);
    REQUIRE_FALSE(paths);
    CHECK(paths.error().remedy.find("HOME") != std::string::npos);
    CHECK(resolve_paths(homeless, "a.toml", "/b"));
}

TEST_CASE("the runtime directory is private and below XDG_RUNTIME_DIR") {
    const TempDir dir;
    const auto made = runtime_dir(facts({{"XDG_RUNTIME_DIR", dir.path().string()}}));
    REQUIRE(made);
    CHECK(made.value().path == dir.path().string() + "/traypulse");
    CHECK(made.value().remark.empty());
    CHECK(made.value().socket() == dir.path().string() + "/traypulse/agent.sock");
    CHECK(mode_of(made.value().path) == 0700);
    REQUIRE(::chmod(made.value().path.c_str(), 0755) == 0);
    REQUIRE(runtime_dir(facts({{"XDG_RUNTIME_DIR", dir.path().string()}})));
    CHECK(mode_of(made.value().path) == 0700);
}

TEST_CASE("without XDG_RUNTIME_DIR another place is used, with a sentence") {
    const TempDir dir;
    auto f = facts({});
    f.temporary = dir.path().string();
    const auto uid = std::to_string(f.uid);
    auto made = runtime_dir(f);
    REQUIRE(made);
    CHECK(made.value().path == dir.path().string() + "/traypulse-" + uid);
    CHECK(made.value().remark.find("XDG_RUNTIME_DIR is not set") != std::string::npos);
    CHECK(mode_of(made.value().path) == 0700);

    f.run_user = dir.path().string();
    REQUIRE(::mkdir((dir.path().string() + "/" + uid).c_str(), 0700) == 0);
    made = runtime_dir(f);
    REQUIRE(made);
    CHECK(made.value().path == dir.path().string() + "/" + uid + "/traypulse");

    auto wrong = facts({{"XDG_RUNTIME_DIR", "/proc/nonexistent-traypulse"}});
    wrong.temporary = dir.path().string();
    CHECK(runtime_dir(wrong).value().remark.find("is not a directory of yours") !=
          std::string::npos);
}

TEST_CASE("a directory that is a link or somebody else's is refused") {
    const TempDir dir;
    auto f = facts({});
    f.temporary = dir.path().string();
    const auto path = dir.path().string() + "/traypulse-" + std::to_string(f.uid);
    REQUIRE(::symlink("/", path.c_str()) == 0);
    auto made = runtime_dir(f);
    REQUIRE_FALSE(made);
    CHECK(made.error().code == ErrorCode::permission);
    CHECK(made.error().text().find("not your own directory") != std::string::npos);

    auto other = facts({});
    other.temporary = dir.path().string();
    other.uid = f.uid + 1;  // as if we were somebody else: what we make is not "ours"
    CHECK_FALSE(runtime_dir(other));
}

TEST_CASE("directories are made as deep as needed") {
    const TempDir dir;
    REQUIRE(make_directories(dir.path().string() + "/a/b/c/"));
    CHECK(mode_of(dir.path().string() + "/a/b/c") == 0700);
    REQUIRE(make_directories(dir.path().string() + "/a/b/c"));
    REQUIRE(::symlink("nowhere", (dir.path().string() + "/l").c_str()) == 0);
    CHECK_FALSE(make_directories(dir.path().string() + "/l/x"));
    CHECK_FALSE(make_directories("/proc/traypulse"));
}
