#include "agent/config/edit.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "agent/config/file.h"
#include "agent/config/first_run.h"
#include "tests/support/temp_dir.h"

using namespace traypulse;
using config::with_enabled;

using traypulse::test::TempDir;

namespace {

std::string changed(std::string_view text, std::string_view target, bool enabled) {
    const auto out = with_enabled(text, target, enabled);
    return out ? out.value() : "error: " + out.error().text();
}

}  // namespace

TEST_CASE("a value is replaced where it stands and nothing else moves") {
    CHECK(changed("# top\n\n[[target]]  # one\n  name=\"A\"\n  enabled   =   true # why\n  check = "
                  "\"192.0.2.1\"\n\n\n"
                  "[[target]]\nname = \"B\"\ncheck = \"192.0.2.2\"\nenabled = true",
                  "A", false) ==
          "# top\n\n[[target]]  # one\n  name=\"A\"\n  enabled   =   false # why\n  check = "
          "\"192.0.2.1\"\n\n\n"
          "[[target]]\nname = \"B\"\ncheck = \"192.0.2.2\"\nenabled = true");
}

TEST_CASE("a missing key is added behind the name, indented and ended like it") {
    CHECK(changed("[[target]]\r\n\tname = \"Ä\" # é\r\n\tcheck = \"192.0.2.1\"\r\n", "Ä", false) ==
          "[[target]]\r\n\tname = \"Ä\" # é\r\n\tenabled = false\r\n\tcheck = \"192.0.2.1\"\r\n");
    CHECK(changed("[[target]]\ncheck = \"192.0.2.1\"\nname = \"A\"", "A", false) ==
          "[[target]]\ncheck = \"192.0.2.1\"\nname = \"A\"\nenabled = false\n");
    CHECK(changed("[[target]]\ncheck = \"192.0.2.1\"", "192.0.2.1", false) ==
          "[[target]]\ncheck = \"192.0.2.1\"\nenabled = false\n");
    CHECK(changed("[[target]]\nname = \"\"\"\nA\"\"\" # c\ncheck = \"192.0.2.1\"\n", "A", false) ==
          "[[target]]\nname = \"\"\"\nA\"\"\" # c\nenabled = false\ncheck = \"192.0.2.1\"\n");
}

TEST_CASE("inline tables and a byte order mark are no trouble") {
    CHECK(changed("target = [ { name = \"A\", check = \"192.0.2.1\" }, "
                  "{check=\"192.0.2.2\",name=\"B\"} ]\n",
                  "B", false) ==
          "target = [ { name = \"A\", check = \"192.0.2.1\" }, {check=\"192.0.2.2\",name=\"B\", "
          "enabled = false} "
          "]\n");
    CHECK(changed("target = [{name = \"ü\", enabled = true, check = \"192.0.2.1\"}]", "ü", false) ==
          "target = [{name = \"ü\", enabled = false, check = \"192.0.2.1\"}]");
    CHECK(changed("\xEF\xBB\xBFtarget = [{name = \"A\", enabled = true, check = \"192.0.2.1\"}]",
                  "A", false) ==
          "\xEF\xBB\xBFtarget = [{name = \"A\", enabled = false, check = \"192.0.2.1\"}]");
}

TEST_CASE("a default that says no can be overruled") {
    CHECK(changed("[defaults]\nenabled = false\n[[target]]\nname = \"A\"\ncheck = \"192.0.2.1\"\n",
                  "A", true) ==
          "[defaults]\nenabled = false\n[[target]]\nname = \"A\"\nenabled = true\ncheck = "
          "\"192.0.2.1\"\n");
}

TEST_CASE("off and on again gives the first text back wherever the key was written") {
    auto text = config::first_configuration({});
    for (const char* name : {"Router", "DNS resolver", "Cloudflare DNS", "Quad9 DNS"}) {
        text = changed(text, name, false);
        CHECK(changed(changed(text, name, true), name, false) == text);
    }
    const auto parsed = config::parse(text, "f");
    REQUIRE(parsed.ok());
    for (const auto& target : parsed.settings.targets) CHECK_FALSE(target.enabled);
}

TEST_CASE("what can't be changed is an error, and the text stays") {
    CHECK(changed("[[target]]\nname = \"Shop\"\ncheck = \"192.0.2.1\"\n", "Shp", false)
              .find("no target \"Shp\" (did you mean \"Shop\"?)") != std::string::npos);
    CHECK(changed("[[target]]\nnme = \"Shop\"\n", "Shop", false).find("left alone") !=
          std::string::npos);
}

TEST_CASE("a file is replaced in one step, keeps its mode, and a link stays a link") {
    const TempDir dir;
    const auto file = dir.path() / "real.toml";
    const auto link = dir.path() / "config.toml";
    std::ofstream(file) << "[[target]]\nname = \"A\"\ncheck = \"192.0.2.1\"\n";
    REQUIRE(::chmod(file.c_str(), 0640) == 0);
    std::filesystem::create_symlink("real.toml", link);
    REQUIRE(config::set_enabled(link, "A", false));
    CHECK(std::filesystem::is_symlink(link));
    const auto parsed = config::load(link);
    REQUIRE(parsed.ok());
    CHECK_FALSE(parsed.settings.targets[0].enabled);
    struct stat status {};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777U) == 0640);
    const auto inode = status.st_ino;
    REQUIRE(config::set_enabled(link, "A", false));
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK(status.st_ino == inode);  // nothing to change: not written
    CHECK(std::distance(std::filesystem::directory_iterator(dir.path()), {}) ==
          2);  // nothing left over
}

TEST_CASE("a directory that is not there is named") {
    const auto status = config::write_file("/proc/nonexistent-traypulse/config.toml", "x");
    REQUIRE_FALSE(status);
    CHECK(status.error().code == ErrorCode::not_found);
    CHECK(status.error().text().find("/proc/nonexistent-traypulse/") != std::string::npos);
}
