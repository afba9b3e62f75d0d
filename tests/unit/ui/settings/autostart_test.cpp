#include "agent/ui/settings/autostart.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <map>

#include "tests/support/temp_dir.h"

using namespace traypulse;
using namespace traypulse::ui;

namespace {

/// A home and a system's folder.
struct Login {
    test::TempDir dir;
    std::map<std::string, std::string> variables{
        {"HOME", dir / "home"}, {"XDG_CONFIG_DIRS", (dir / "near") + ":" + (dir / "far")}};
    std::string program = "/opt/traypulse/bin/traypulse";

    [[nodiscard]] AutostartPlaces places() const {
        return autostart_places(
            [this](const char* name) -> std::optional<std::string> {
                const auto it = variables.find(name);
                if (it == variables.end()) return std::nullopt;
                return it->second;
            },
            program);
    }
    [[nodiscard]] std::string own() const {
        return dir / "home/.config/autostart/traypulse.desktop";
    }
    void write(const std::string& folder, const std::string& text) const {
        dir.write(folder + "/autostart/traypulse.desktop", text);
    }
    [[nodiscard]] std::string read_own() const { return test::read_file(own()); }
    [[nodiscard]] bool set(bool wanted) const {
        const auto done = start_at_login(places(), wanted);
        return done.ok() && starts_at_login(places()) == wanted;
    }
};

constexpr const char* kOfPackage = "# a word\n[Desktop Entry]\nType=Application\nExec=traypulse\n";

}  // namespace

TEST_CASE("the package's entry is hidden by one of the person's own, which goes away again") {
    const Login login;
    login.write("near", kOfPackage);
    CHECK(starts_at_login(login.places()));
    REQUIRE(login.set(false));
    CHECK(login.read_own() == "[Desktop Entry]\nHidden=true\nType=Application\nName=Traypulse\n");
    CHECK(login.set(false));
    REQUIRE(login.set(true));
    CHECK_FALSE(std::filesystem::exists(login.own()));
    CHECK(login.set(true));
}

TEST_CASE("where no package brings an entry, the person gets one that starts this very program") {
    Login login;
    CHECK_FALSE(starts_at_login(login.places()));
    SUBCASE("an ordinary path") {}
    SUBCASE("one that has to be quoted") { login.program = "/opt/a \"b\"\\$c/100%/traypulse"; }
    REQUIRE(login.set(true));
    const auto exec = login.program.find(' ') == std::string::npos
                          ? R"(Exec="/opt/traypulse/bin/traypulse")"
                          : R"(Exec="/opt/a \\"b\\"\\\\\\$c/100%%/traypulse")";
    CHECK(login.read_own().find(std::string(exec) + "\n") != std::string::npos);
    REQUIRE(login.set(false));
    CHECK(login.read_own().find(exec) != std::string::npos);
    CHECK(login.set(true));
}

TEST_CASE("what a person has written into an own entry stays") {
    const Login login;
    login.write("near", kOfPackage);
    const std::string mine =
        "# mine\n[Desktop Entry]\nExec=traypulse "
        "-v\nX-GNOME-Autostart-Delay=5\n\n[Other]\nHidden=true\n";
    login.write("home/.config", mine);
    CHECK(starts_at_login(login.places()));
    REQUIRE(login.set(false));
    REQUIRE(login.set(true));
    CHECK(login.read_own() == mine);
}

TEST_CASE("switched off elsewhere, by the desktop or the administrator") {
    const Login login;
    SUBCASE("by GNOME's session") {
        login.write("near", kOfPackage);
        login.write("home/.config",
                    "[Desktop Entry]\nExec=traypulse\nX-GNOME-Autostart-enabled = false\n");
    }
    SUBCASE("by somebody who wrote the shortest entry that hides the system's") {
        login.write("near", kOfPackage);
        login.write("home/.config", "[Desktop Entry]\nHidden=true\n");
    }
    SUBCASE("by the administrator, with an entry that hides the package's") {
        login.write("near", "[Desktop Entry]\nHidden=true\n");
        login.write("far", kOfPackage);
    }
    CHECK_FALSE(starts_at_login(login.places()));
    CHECK(login.set(true));
}

TEST_CASE("the places are those of the specification") {
    Login login;
    login.variables = {{"HOME", "/home/jo"}};
    CHECK(login.places().own == "/home/jo/.config/autostart/traypulse.desktop");
    CHECK(login.places().system ==
          std::vector<std::string>{"/etc/xdg/autostart/traypulse.desktop"});
    login.variables = {{"HOME", "/home/jo"},
                       {"XDG_CONFIG_HOME", "relative"},
                       {"XDG_CONFIG_DIRS", "relative:/a::/b"}};
    CHECK(login.places().own == "/home/jo/.config/autostart/traypulse.desktop");
    CHECK(login.places().system == std::vector<std::string>{"/a/autostart/traypulse.desktop",
                                                            "/b/autostart/traypulse.desktop"});
    login.variables = {};
    CHECK(login.places().own.empty());
    CHECK_FALSE(start_at_login(login.places(), true).ok());
}

TEST_CASE("what cannot be written is said") {
    const Login login;
    login.write("near", kOfPackage);
    login.dir.write("home/.config/autostart", "a file where the folder should be");
    const auto done = start_at_login(login.places(), false);
    REQUIRE_FALSE(done.ok());
    CHECK(done.error().what.find("cannot make the folder of " + login.own()) == 0);
}
