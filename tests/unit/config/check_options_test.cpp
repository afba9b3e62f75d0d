// The keys of a target that say what counts as a good answer.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "agent/config/parse.h"

using namespace traypulse;
using namespace std::chrono_literals;

namespace {

config::Parsed read(const std::string& check, const std::string& keys) {
    return config::parse("[[target]]\nname = \"T\"\ncheck = \"" + check + "\"\n" + keys, "c.toml");
}

TargetSpec target(const std::string& check, const std::string& keys = "") {
    const auto parsed = read(check, keys);
    for (const auto& problem : parsed.problems) INFO(problem.text());
    REQUIRE(parsed.ok());
    return parsed.settings.targets.front();
}

bool refused_with(const std::string& check, const std::string& keys, const std::string& words) {
    const auto parsed = read(check, keys);
    return std::any_of(parsed.problems.begin(), parsed.problems.end(), [&](const auto& problem) {
        return problem.text().find(words) != std::string::npos;
    });
}

}  // namespace

TEST_CASE("what is not said about a check is at its default") {
    CHECK(target("https://a.b").options == CheckOptions{});
    CHECK(target("tcp://a.b:22").options == CheckOptions{});
    CHECK_FALSE(target("a.b").watch_path);
    CHECK(target("a.b", "watch_path = true").watch_path);
}

TEST_CASE("every key of a page is read") {
    const auto options = target("https://a.b/x",
                                R"(family = "ipv6"
method = "HEAD"
headers = ["Authorization: Bearer x", "X-Empty:"]
status = ["200", "301-302", "4xx"]
body_contains = "well"
body_matches = "^ok"
redirects = "same_host"
http_version = "2"
client_certificate = "/c.pem"
client_key = "/k.pem"
ca_file = "/ca.pem"
verify = false
proxy = false
certificate_days = 30
)")
                             .options;
    CHECK(options.family == FamilyWish::ipv6);
    CHECK(options.method == "HEAD");
    REQUIRE(options.headers.size() == 2);
    CHECK(options.headers[0] == HttpHeader{"Authorization", "Bearer x"});
    CHECK(options.headers[1] == HttpHeader{"X-Empty", ""});
    REQUIRE(options.status.size() == 3);
    CHECK(options.status[0] == CheckOptions::StatusRange{200, 200});
    CHECK(options.status[1] == CheckOptions::StatusRange{301, 302});
    CHECK(options.status[2] == CheckOptions::StatusRange{400, 499});
    CHECK(options.body_contains == "well");
    CHECK(options.body_matches == "^ok");
    CHECK(options.redirects == Redirects::same_host);
    CHECK(options.http_version == HttpVersion::http2);
    CHECK(options.client_certificate == "/c.pem");
    CHECK(options.client_key == "/k.pem");
    CHECK(options.ca_file == "/ca.pem");
    CHECK_FALSE(options.verify);
    CHECK_FALSE(options.proxy);
    CHECK(options.certificate_days == 30);
}

TEST_CASE("banner, payload and expected answers are read") {
    CHECK(target("tcp://a.b:22", "banner = \"SSH-2.0\"").options.banner == "SSH-2.0");
    CHECK(target("udp://a.b:53", "payload = \"@dns\"").options.payload == "@dns");
    CHECK(target("udp://a.b:9", "payload = 'a\\x00b'").options.payload == std::string("a\0b", 3));
    CHECK(refused_with("udp://a.b:9", "payload = '\\xg0'", "payload"));
    CHECK(target("dns://r/a.b", "expect = [\"192.0.2.1\"]").options.expect ==
          std::vector<std::string>{"192.0.2.1"});
}

TEST_CASE("a value that means nothing is refused with what to write") {
    CHECK(refused_with("http://a", "status = [\"99\"]", "\"200-299\""));
    CHECK(refused_with("http://a", "status = [\"300-200\"]", "no status"));
    CHECK(refused_with("http://a", "status = [\"6xx\"]", "no status"));
    CHECK(refused_with("http://a", "status = [200]", "status"));
    CHECK(refused_with("http://a", "headers = [\"no colon\"]", "\"Name: value\""));
    CHECK(refused_with("http://a", "headers = [\"A: b\\r\\nC: d\"]", "no header"));
    CHECK(refused_with("http://a", "method = \"GET /\"", "no method"));
    CHECK(refused_with("https://a", "ca_file = \"ca.pem\"", "begins with /"));
    CHECK(refused_with("https://a", "redirects = \"folow\"", "follow"));
    CHECK(refused_with("https://a", "body_matches = \"(a\"", "missing )"));
    CHECK(refused_with("tcp://a:1", "banner = \"" + std::string(5000, 'x') + "\"", "4096"));
}

TEST_CASE("a key of another kind of check is told from an unknown one") {
    CHECK(refused_with("a.b", "banner = \"x\"", "belongs to checks of kind tcp"));
    CHECK(refused_with("http://a", "ca_file = \"/x\"", "belongs to checks of kind https"));
    CHECK(refused_with("dns://r/a.b", "status = []", "http and https"));
    CHECK(refused_with("tcp://a:1", "baner = \"x\"", "did you mean"));
}

TEST_CASE("each kind has a pace that its server can bear") {
    const std::string defaults = "[defaults]\ninterval = \"2s\"\ntimeout = \"1s\"\n";
    const auto of = [&](const std::string& check, const std::string& keys = "") {
        const auto parsed = config::parse(
            defaults + "[[target]]\nname = \"T\"\ncheck = \"" + check + "\"\n" + keys, "c.toml");
        REQUIRE(parsed.ok());
        return parsed.settings.targets.front();
    };
    CHECK(of("a.b").interval == 2s);
    CHECK(of("tcp://a.b:1").interval == 10s);
    CHECK(of("tcp://a.b:1").timeout == 5s);
    CHECK(of("https://a.b").interval == 60s);
    CHECK(of("https://a.b").timeout == 10s);
    CHECK(of("https://a.b", "interval = \"5s\"\ntimeout = \"3s\"").interval == 5s);
    CHECK(of("https://a.b", "interval = \"5s\"\ntimeout = \"3s\"").timeout == 3s);
    CHECK(refused_with("https://a.b", "interval = \"100ms\"", "at least 1s"));
    const auto slow = config::parse(
        "[defaults]\ninterval = \"2m\"\n[[target]]\nname = \"T\"\ncheck = \"tcp://a:1\"\n", "c");
    CHECK(slow.settings.targets.front().interval == 2min);
    const auto quick = config::parse(
        "[defaults]\ninterval = \"100ms\"\ntimeout = \"90ms\"\n"
        "[[target]]\nname = \"T\"\ncheck = \"a.b\"\n",
        "c");
    CHECK(quick.settings.targets.front().interval == 100ms);
    CHECK(quick.settings.targets.front().timeout == 90ms);
}
