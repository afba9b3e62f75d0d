#include "agent/ui/settings/settings_file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/temp_dir.h"

using namespace traypulse;
using namespace traypulse::ui;
using config::Value;
using Kind = SettingsFile::News::Kind;

namespace {

constexpr const char* kConfiguration =
    "# mine\n[[target]]\nname = \"A\"   # first\ncheck = \"192.0.2.1\"\n\n[log]\nlevel = "
    "\"info\"\n";

class SomeFile {
 public:
    explicit SomeFile(const std::string& text = kConfiguration) { write(text); }
    [[nodiscard]] std::string path() const { return (dir_.path() / "config.toml").string(); }
    /// As an editor saves it: another file in its place.
    void write(const std::string& text) const {
        const auto fresh = dir_.path() / "new";
        std::ofstream(fresh) << text;
        std::filesystem::rename(fresh, path());
    }
    [[nodiscard]] std::string text() const {
        std::ostringstream out;
        out << std::ifstream(path()).rdbuf();
        return out.str();
    }

 private:
    test::TempDir dir_;
};

const config::Place kLog{"log", {}};
const config::Place kFirst{"target", 0};

}  // namespace

TEST_CASE("what a person changes is written, and nothing else") {
    const SomeFile disk;
    SettingsFile file(disk.path());
    REQUIRE(file.open());
    file.draft().set(kLog, "level", Value("debug"));
    REQUIRE(file.apply());
    CHECK(disk.text() ==
          "# mine\n[[target]]\nname = \"A\"   # first\ncheck = "
          "\"192.0.2.1\"\n\n[log]\nlevel = \"debug\"\n");
    CHECK_FALSE(file.draft().dirty());
    CHECK(file.look().kind == Kind::none);
}

TEST_CASE("nothing to change: the file is not written") {
    const SomeFile disk;
    SettingsFile file(disk.path());
    REQUIRE(file.open());
    struct stat before {};
    REQUIRE(::stat(disk.path().c_str(), &before) == 0);
    REQUIRE(file.apply());
    struct stat after {};
    REQUIRE(::stat(disk.path().c_str(), &after) == 0);
    CHECK(before.st_ino == after.st_ino);
}

TEST_CASE("a file that is not there is begun") {
    const test::TempDir dir;
    SettingsFile file((dir.path() / "config.toml").string());
    REQUIRE(file.open());
    file.draft().add("target", 0, {{{"check", "192.0.2.1"}}});
    REQUIRE(file.apply());
    std::ostringstream text;
    text << std::ifstream(dir.path() / "config.toml").rdbuf();
    CHECK(text.str() == "[[target]]\ncheck = \"192.0.2.1\"\n");
}

TEST_CASE("somebody else's change elsewhere is followed, and mine stays mine") {
    const SomeFile disk;
    SettingsFile file(disk.path());
    REQUIRE(file.open());
    file.draft().set(kLog, "level", Value("debug"));
    disk.write("# theirs\n" + std::string(kConfiguration) + "[display]\nicon = \"symbolic\"\n");
    CHECK(file.look().kind == Kind::followed);
    CHECK(*file.draft().get({"display", {}}, "icon") == Value("symbolic"));
    REQUIRE(file.apply());
    CHECK(disk.text().find("# theirs\n# mine\n") == 0);
    CHECK(disk.text().find("level = \"debug\"") != std::string::npos);
    CHECK(disk.text().find("icon = \"symbolic\"") != std::string::npos);
}

TEST_CASE("the same thing changed twice is asked about, not written over") {
    const SomeFile disk;
    SettingsFile file(disk.path());
    REQUIRE(file.open());
    file.draft().set(kLog, "level", Value("debug"));
    std::string theirs = kConfiguration;
    theirs.replace(theirs.find("\"info\""), 6, "\"error\"");
    disk.write(theirs);
    const auto refused = file.apply();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().text().find("was changed meanwhile, in the same places") !=
          std::string::npos);
    CHECK(disk.text() == theirs);
    // Asked and answered: mine.
    CHECK(file.look().kind == Kind::none);
    REQUIRE(file.apply());
    CHECK(disk.text().find("level = \"debug\"") != std::string::npos);
}

TEST_CASE("a clash is named") {
    const SomeFile disk;
    SettingsFile file(disk.path());
    REQUIRE(file.open());
    file.draft().set(kFirst, "check", Value("192.0.2.2"));
    disk.write("[[target]]\nname = \"A\"\ncheck = \"192.0.2.3\"\n");
    const auto news = file.look();
    CHECK(news.kind == Kind::clashed);
    CHECK(news.clashes == std::vector<std::string>{"\"check\" of [[target]] \"A\""});
}

TEST_CASE("a broken file is left alone, and the draft with it") {
    const SomeFile disk;
    SettingsFile file(disk.path());
    REQUIRE(file.open());
    file.draft().set(kLog, "level", Value("debug"));
    disk.write("[log\n");
    const auto news = file.look();
    CHECK(news.kind == Kind::broken);
    CHECK(news.problem.find("config.toml:1:") == 0);
    CHECK_FALSE(file.apply());
    CHECK(disk.text() == "[log\n");
    disk.write(kConfiguration);
    REQUIRE(file.apply());
    CHECK(disk.text().find("level = \"debug\"") != std::string::npos);
    SettingsFile other(disk.path());
    disk.write("[log\n");
    CHECK_FALSE(other.open());
}

TEST_CASE("what is wrong is not written") {
    const SomeFile disk;
    SettingsFile file(disk.path());
    REQUIRE(file.open());
    file.draft().set(kLog, "level", Value("loud"));
    const auto refused = file.apply();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().what.find("\"loud\" is none of") != std::string::npos);
    CHECK(disk.text() == kConfiguration);
}
