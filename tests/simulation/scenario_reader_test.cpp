// The harness itself: what a scenario may say, and that what came otherwise is noticed.
#include "tests/support/doctest_strings.h"

#include <filesystem>

#include "tests/simulation/scenario/run.h"
#include "tests/support/temp_dir.h"

using namespace traypulse;

namespace {

/// The scenario of that text, in a folder with the real homes.
scenario::Scenario read(const std::string& text) {
    const test::TempDir folder;
    const auto& root = folder.path();
    folder.write("scenarios/one.toml", text);
    std::filesystem::create_directory_symlink(std::filesystem::path(TRAYPULSE_SIMULATION) / "homes",
                                              root / "homes");
    return scenario::read(root.string(), "one.toml");
}

/// What is wrong with it; empty: nothing.
std::string complaint(const std::string& text) {
    try {
        scenario::run(read(text));
    } catch (const scenario::Wrong& wrong) {
        return wrong.what();
    }
    return {};
}

const std::string kHead = "home = \"home\"\nlength = \"20s\"\n";

}  // namespace

TEST_CASE("a scenario's unknown keys are errors, wherever they stand") {
    CHECK(complaint(kHead + "[expect]\n").empty());
    CHECK(complaint(kHead + "lenght = 1\n[expect]\n") == "one.toml:3: unknown key \"lenght\"");
    CHECK(complaint(kHead + "[world]\nrooter = 1\n[expect]\n") ==
          "one.toml:4: unknown key \"rooter\"");
    CHECK(complaint(kHead + "[world.router]\nalife = true\n[expect]\n") ==
          "one.toml:4: unknown key \"alife\"");
    CHECK(complaint(kHead + "[[at]]\nt = \"1s\"\nsit.link.up = true\n[expect]\n") ==
          "one.toml:3: unknown key \"sit\"");
    CHECK(complaint(kHead + "[[at]]\nt = \"1s\"\nset.link.upp = true\n[expect]\n") ==
          "one.toml:3: unknown key \"upp\"");
    CHECK(complaint(kHead + "[expect]\nnotice = []\n") == "one.toml:4: unknown key \"notice\"");
    CHECK(complaint(kHead + "[config.alerts]\nlouder = true\n[expect]\n")
              .find("unknown key \"louder\"") != std::string::npos);
}

TEST_CASE("a scenario's values are checked") {
    CHECK(complaint("home = \"home\"\n[expect]\n").find("there is no \"length\"") !=
          std::string::npos);
    CHECK(complaint(kHead).find("there is no [expect]") != std::string::npos);
    CHECK(complaint(kHead + "[world.link]\nup = 1\n[expect]\n").find("true or false") !=
          std::string::npos);
    CHECK(complaint(kHead + "[world.link]\nlatency = \"1 ms\"\n[expect]\n").find("is a duration") !=
          std::string::npos);
    CHECK(complaint(kHead + "[expect]\nnotices = [\"outage Shop\"]\n").find("FROM..TO") !=
          std::string::npos);
    CHECK(complaint(kHead + "[[at]]\nt = \"1s\"\ndo = [\"shout\", \"Shop\"]\n[expect]\n")
              .find("unknown command \"shout\"") != std::string::npos);
}

TEST_CASE("what came otherwise than expected is said in the form of the expectation") {
    const auto s = read(kHead +
                        "[[at]]\nt = \"1s\"\nset.host.Office.alive = false\n"
                        "[expect]\nnotices = [\"2s..3s outage Shop is down\"]\n"
                        "verdicts = [\"0s..0s unknown\"]\n"
                        "states = { Office = \"up\" }\nledger = { Router = \"down 10s\" }\n");
    const auto outcome = scenario::run(s);
    const auto lines = scenario::differences(s, outcome);
    std::string all;
    for (const auto& line : lines) all += line + "\n";
    CHECK(all.find("notices: expected 2s..3s outage Shop is down, came ") != std::string::npos);
    CHECK(all.find("verdicts: one too many: 0.012s up") != std::string::npos);
    CHECK(all.find("state of Office: expected up, came down") != std::string::npos);
    CHECK(all.find("ledger of Router: expected down 10s, came up") != std::string::npos);
    CHECK(scenario::as_expectation(outcome).find("outage Office is down") != std::string::npos);
}
