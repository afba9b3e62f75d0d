// What is written in ASCII by protocols and files is not read by the rules of a person's language.
#include <doctest/doctest.h>

#include "tests/system/agent/bench.h"

using namespace traypulse::test;

TEST_CASE("in Turkish, where the small I has no dot, ICMP is icmp all the same") {
    const TempDir dir;
    // LOCPATH, see locale(7): the machine itself need not have it.
    run({.argv = {"localedef", "-i", "tr_TR", "-f", "UTF-8", dir / "tr_TR.UTF-8"}});
    REQUIRE(std::filesystem::exists(dir / "tr_TR.UTF-8/LC_CTYPE"));
    const auto file = dir.write("config.toml",
                                "[[target]]\nname = \"One\"\ncheck = \"ICMP://192.0.2.1\"\n"
                                "[[target]]\nname = \"Two\"\ncheck = \"HTTPS://MINI.example/\"\n");
    const Home home;
    auto spec = home.command({"config", "check", file});
    spec.environment.emplace_back("LOCPATH", dir.path().string());
    spec.environment.emplace_back("LC_ALL", "tr_TR.UTF-8");
    const auto done = run(spec);
    CHECK_MESSAGE(done.status == 0, done.errors);
}
