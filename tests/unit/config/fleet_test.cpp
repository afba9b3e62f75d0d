// [metrics] and [[hook]].
#include <doctest/doctest.h>

#include <string>

#include "agent/config/hooks.h"
#include "agent/config/parse.h"

using namespace std::chrono_literals;
using traypulse::Settings;
using traypulse::config::parse;

namespace {

std::string faults(const std::string& text) {
    std::string out;
    for (const auto& problem : parse(text, "config.toml").problems) out += problem.text() + "\n";
    return out;
}

void complains(const std::string& text, const std::string& words) {
    const auto all = faults(text);
    CHECK_MESSAGE(all.find(words) != std::string::npos, all);
}

Settings good(const std::string& text) {
    auto parsed = parse(text, "config.toml");
    REQUIRE_MESSAGE(parsed.ok(), faults(text));
    return parsed.settings;
}

std::string listen(const std::string& where) { return "[metrics]\nlisten = \"" + where + "\"\n"; }

}  // namespace

TEST_CASE("metrics are off, and on loopback where nothing else is said") {
    const auto none = good("").metrics;
    CHECK_FALSE(none.enabled);
    CHECK(none.listen() == "127.0.0.1:9847");
    const auto some = good("[metrics]\nenabled = true\n").metrics;
    CHECK(some.enabled);
    CHECK(some.address.is_loopback());
    for (const std::string where :
         {"127.0.0.1:1", "0.0.0.0:65535", "[::1]:9847", "[::]:9100", "192.0.2.1:80"})
        CHECK(good(listen(where)).metrics.listen() == where);
}

TEST_CASE("where to listen is said wrongly") {
    complains(listen("127.0.0.1"), "has no port; write an address and a port, like");
    complains(listen("[::1]"), "has no port");
    complains(listen("127.0.0.1:0"), "no port between 1 and 65535");
    complains(listen("127.0.0.1:65536"), "no port between 1 and 65535");
    complains(listen("127.0.0.1:98x"), "no port between 1 and 65535");
    complains(listen("localhost:9847"), "a name could mean another one tomorrow");
    complains(listen(":9847"), "names no address");
    complains(listen("::1:9847"), "brackets around an IPv6 address");
    complains(listen("[127.0.0.1]:9847"), "brackets around an IPv6 address, and only there");
    complains(listen("224.0.0.1:9847"), "nobody listens on");
    complains("[metrics]\nenabeld = true\n", "did you mean \"enabled\"?");
    complains("[metrics]\nlisten = 9847\n", "a text in quotes");
}

TEST_CASE("a hook of either kind is read") {
    const auto hooks = good(R"(
[[hook]]
url = "https://Hooks.Example.com/x?token=secret"
headers = ["Authorization: Bearer abc"]
ca_file = "/etc/ssl/own.pem"
[[hook]]
name = "Log"
command = ["/usr/local/bin/told", "--quietly"]
events = ["outage"]
timeout = "500ms"
enabled = false
)")
                           .hooks;
    REQUIRE(hooks.size() == 2);
    CHECK(hooks[0].name == "hooks.example.com");
    CHECK(hooks[0].url == "https://Hooks.Example.com/x?token=secret");
    REQUIRE(hooks[0].headers.size() == 1);
    CHECK(hooks[0].headers[0].value == "Bearer abc");
    CHECK(hooks[0].ca_file == "/etc/ssl/own.pem");
    CHECK(hooks[0].on_outage);
    CHECK(hooks[0].on_recovery);
    CHECK(hooks[0].timeout == 10s);
    CHECK(hooks[0].enabled);
    CHECK(hooks[1].name == "Log");
    CHECK(hooks[1].command.size() == 2);
    CHECK_FALSE(hooks[1].on_recovery);
    CHECK(hooks[1].timeout == 500ms);
    CHECK_FALSE(hooks[1].enabled);
    CHECK(good("[[hook]]\ncommand = [\"/usr/bin/logger\"]\n").hooks[0].name == "logger");
}

TEST_CASE("what is wrong with a hook is said, and no secret with it") {
    complains("[hook]\nurl = \"https://a.example/\"\n", "[[hook]], in double brackets");
    complains("[[hook]]\n", "does not say what to call");
    complains("[[hook]]\nurl = \"https://a.example/\"\ncommand = [\"/bin/true\"]\n",
              "either \"url\" or \"command\"");
    complains("[[hook]]\ncommand = [\"true\"]\n", "the whole path of a program");
    complains("[[hook]]\ncommand = []\n", "the whole path of a program");
    complains("[[hook]]\ncommand = [\"/bin/true\"]\nheaders = []\n", "belongs to \"url\"");
    complains("[[hook]]\ncommand = [\"/bin/true\"]\nevents = [\"outages\"]\n",
              "did you mean \"outage\"?");
    complains("[[hook]]\ncommand = [\"/bin/true\"]\nevents = []\n", "names none");
    complains("[[hook]]\ncommand = [\"/bin/true\"]\ntimeout = \"2h\"\n", "between 100ms and 1m");
    complains("[[hook]]\nname = \"\"\ncommand = [\"/bin/true\"]\n", "1 to 100 bytes");
    const std::string twice = "[[hook]]\nurl = \"https://a.example/\"\n";
    complains(twice + twice, "another hook is called \"a.example\"");

    for (const std::string secret :
         {"url = \"ftp://a.example/hunter2\"", "url = \"https://me:hunter2@a.example/\"",
          "url = \"https://a b.example/hunter2\"", "url = \"hunter2\"",
          "url = \"https://@router/hunter2\"",
          "url = \"https://a.example/\"\nheaders = [\"hunter2\"]"}) {
        const auto said = faults("[[hook]]\n" + secret + "\n");
        CHECK_FALSE(said.empty());
        CHECK_MESSAGE(said.find("hunter2") == std::string::npos, said);
    }
    std::string many;
    for (std::size_t i = 0; i <= traypulse::config::kMostHooks; ++i)
        many += "[[hook]]\nname = \"" + std::to_string(i) + "\"\ncommand = [\"/bin/true\"]\n";
    complains(many, "more than 16 hooks");
}
