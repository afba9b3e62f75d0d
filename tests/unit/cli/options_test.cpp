#include "agent/cli/options.h"

#include <doctest/doctest.h>

using namespace traypulse;
using namespace traypulse::cli;
using namespace std::chrono_literals;

namespace {

Result<Action> parse(std::vector<std::string> arguments) {
    return parse_arguments(arguments, "0.1.0");
}

template <class T>
T parsed(std::vector<std::string> arguments) {
    const auto action = parse(std::move(arguments));
    if (!action) FAIL_CHECK(action.error().text());
    REQUIRE(action);
    REQUIRE(std::holds_alternative<T>(action.value()));
    return std::get<T>(action.value());
}

std::string refusal(std::vector<std::string> arguments) {
    const auto action = parse(std::move(arguments));
    REQUIRE_FALSE(action);
    CHECK_FALSE(action.error().what.empty());
    CHECK_FALSE(action.error().remedy.empty());
    CHECK(action.error().text().find('\n') == std::string::npos);
    return action.error().text();
}

bool contains(const std::string& text, std::string_view words) {
    INFO(text);
    CHECK(text.find(words) != std::string::npos);
    return true;
}

}  // namespace

TEST_CASE("without a command it is the agent") {
    const auto plain = parsed<AgentOptions>({});
    CHECK_FALSE(plain.headless);
    CHECK(plain.helper_socket == kDefaultHelperSocket);
    CHECK_FALSE(plain.log_level);
    CHECK(plain.verbosity == 0);
    const auto all = parsed<AgentOptions>({"--headless", "--config", "c.toml", "--state-dir=/s",
                                           "--helper-socket", "/h", "--log-level", "debug", "-vv"});
    CHECK(all.headless);
    CHECK(all.config_file == "c.toml");
    CHECK(all.state_dir == "/s");
    CHECK(all.helper_socket == "/h");
    CHECK(all.log_level == LogLevel::debug);
    CHECK(all.verbosity == 2);
    CHECK(parsed<AgentOptions>({"-v"}).verbosity == 1);
    CHECK(parsed<AgentOptions>({"-q"}).verbosity == -1);
    refusal({"-q", "-v"});
    contains(refusal({"--log-level", "loud"}), "loud");
    refusal({"--config"});
}

TEST_CASE("ping takes its options") {
    const auto p =
        parsed<PingOptions>({"ping", "-c", "3", "-i", "0.2", "-W", "500ms", "-s", "100", "-t", "64",
                             "-6", "--json", "--summary", "-f", "-", "a", "b"});
    CHECK(p.count == 3);
    CHECK(p.interval == 200ms);
    CHECK(p.timeout == 500ms);
    CHECK(p.payload_size == 100);
    CHECK(p.ttl == Ttl(64));
    CHECK(p.family == Family::ipv6);
    CHECK(p.json);
    CHECK(p.summary);
    CHECK(p.file == "-");
    CHECK(p.targets == std::vector<std::string>{"a", "b"});
    const auto plain = parsed<PingOptions>({"ping", "a", "-4"});
    CHECK(plain.count == 0);
    CHECK(plain.interval == 1s);
    CHECK(plain.timeout == 1s);
    CHECK(plain.payload_size == 56);
    CHECK(plain.family == Family::ipv4);
    CHECK_FALSE(plain.ttl);
}

TEST_CASE("zeros in front of a number make it no octal one") {
    CHECK(parsed<PingOptions>({"ping", "-c", "010", "a"}).count == 10);
    CHECK(parsed<PingOptions>({"ping", "-t", "064", "a"}).ttl == Ttl(64));
    CHECK(parsed<PingOptions>({"ping", "-s", "09", "a"}).payload_size == 9);
    CHECK(parsed<ControlOptions>({"why", "010"}).request.outage == 10U);
    CHECK(parsed<TraceOptions>({"trace", "-m", "010", "a"}).most_hops == 10);
    contains(refusal({"ping", "-c", "0x10", "a"}), "\"0x10\" is no whole number");
}

TEST_CASE("ping refuses the impossible in words") {
    contains(refusal({"ping"}), "nothing to ping");
    contains(refusal({"ping", "-i", "1ms", "a"}), "\"1ms\" is not between 10ms and 1d");
    contains(refusal({"ping", "-i", "soon", "a"}), "is no duration; write it like");
    contains(refusal({"ping", "-W", "0", "a"}), "not between 10ms and 1m");
    contains(refusal({"ping", "-c", "0", "a"}), "count");
    contains(refusal({"ping", "-c", "-1", "a"}), "count");
    contains(refusal({"ping", "-c", "many", "a"}), "many");
    contains(refusal({"ping", "-s", "1473", "a"}), "1473");
    contains(refusal({"ping", "-t", "256", "a"}), "256");
    refusal({"ping", "-4", "-6", "a"});
}

TEST_CASE("what is unknown is named, with what was meant") {
    contains(refusal({"stauts"}),
             "unknown command \"stauts\" (did you mean \"status\"?): see `traypulse --help`");
    contains(refusal({"--headles"}), "unknown option \"--headles\" (did you mean \"--headless\"?)");
    contains(
        refusal({"ping", "--summry", "a"}),
        "unknown option \"--summry\" (did you mean \"--summary\"?): see `traypulse ping --help`");
    contains(refusal({"status", "--xml"}), "unknown option \"--xml\"");
    contains(refusal({"status", "more"}), "unknown argument \"more\"");
    contains(refusal({"config", "chekc"}), "\"chekc\" (did you mean \"check\"?)");
    refusal({"config"});
}

TEST_CASE("the agent's commands become requests") {
    auto r = parsed<ControlOptions>({"status"}).request;
    CHECK(r.verb == control::Verb::status);
    CHECK(r.format == control::Format::text);
    CHECK(parsed<ControlOptions>({"status", "--json"}).request.format == control::Format::json);
    CHECK(parsed<ControlOptions>({"status", "--waybar"}).request.format == control::Format::waybar);
    refusal({"status", "--json", "--waybar"});
    CHECK(parsed<ControlOptions>({"why", "--json"}).request.verb == control::Verb::why);
    CHECK_FALSE(parsed<ControlOptions>({"why"}).request.outage);
    r = parsed<ControlOptions>({"why", "12", "--json"}).request;
    CHECK(r.verb == control::Verb::why);
    CHECK(r.outage == 12U);
    contains(refusal({"why", "0"}), "outage");
    contains(refusal({"why", "twelve"}), "twelve");
    contains(refusal({"why", "1", "2"}), "unknown argument \"2\"");
    r = parsed<ControlOptions>({"pause", "A b", "C", "--for", "15m"}).request;
    CHECK(r.verb == control::Verb::pause);
    CHECK(r.targets == std::vector<std::string>{"A b", "C"});
    CHECK(r.duration == 15min);
    CHECK_FALSE(parsed<ControlOptions>({"pause"}).request.duration);
    CHECK(parsed<ControlOptions>({"resume", "A"}).request.targets.size() == 1);
    CHECK(parsed<ControlOptions>({"mute", "--for", "1h"}).request.duration == 1h);
    CHECK(parsed<ControlOptions>({"unmute"}).request.verb == control::Verb::unmute);
    const auto mute = parsed<ControlOptions>({"mute", "Shop", "dns_failing", "--until-recovered"});
    CHECK(mute.request.targets == std::vector<std::string>{"Shop", "dns_failing"});
    CHECK_FALSE(mute.request.duration);
    CHECK(parsed<ControlOptions>({"unmute", "Shop"}).request.targets.size() == 1);
    contains(refusal({"mute", "--for", "1h", "--until-recovered"}), "excludes");
    contains(refusal({"pause", "--for", "0s"}), "not between 1s");
    contains(refusal({"mute", "--for", "500d"}), "not between 1s");
}

TEST_CASE("config check and doctor") {
    CHECK(parsed<ConfigCheckOptions>({"config", "check"}).file.empty());
    CHECK(parsed<ConfigCheckOptions>({"config", "check", "c.toml"}).file == "c.toml");
    CHECK(parsed<DoctorOptions>({"doctor", "--helper-socket", "/x"}).helper_socket == "/x");
}

TEST_CASE("help and version") {
    CHECK(parsed<PrintText>({"--version"}).text == "traypulse 0.1.0\n");
    const auto main = parsed<PrintText>({"--help"}).text;
    for (const char* words :
         {"ping", "status", "why", "pause", "resume", "mute", "unmute", "config", "doctor",
          "--headless", "--state-dir", "Exit status", "config.toml"})
        contains(main, words);
    const auto ping = parsed<PrintText>({"ping", "--help"}).text;
    for (const char* words : {"--interval", "-W", "--summary", "servers.txt", "Exit status"})
        contains(ping, words);
    contains(parsed<PrintText>({"config", "check", "--help"}).text, "file:line:column");
    contains(parsed<PrintText>({"doctor", "-h"}).text, "sends nothing");
}

TEST_CASE("a flag takes no value") {
    // A flag that its value switched off would start the agent instead of printing.
    struct Command {
        std::vector<std::string> words;
        std::vector<std::string> flags;
    };
    const std::vector<Command> commands{
        {{}, {"--help", "--version", "--headless", "--verbose", "--quiet"}},
        {{"ping", "a"}, {"--help", "-4", "-6", "--json", "--summary"}},
        {{"check", "tcp://a:1"}, {"--help", "-4", "-6", "--json"}},
        {{"status"}, {"--help", "--json", "--waybar"}},
        {{"why"}, {"--help", "--json"}},
        {{"watch"}, {"--help"}},
        {{"pause"}, {"--help"}},
        {{"resume"}, {"--help"}},
        {{"mute"}, {"--help", "--until-recovered"}},
        {{"unmute"}, {"--help"}},
        {{"config"}, {"--help"}},
        {{"config", "check"}, {"--help"}},
        {{"doctor"}, {"--help"}},
        {{"trace", "a"}, {"--help", "-4", "-6", "--udp", "--json", "-n", "--numeric"}},
        {{"mtu", "a"}, {"--help", "-4", "-6", "--udp", "--json"}},
        {{"export"}, {"--help"}},
        {{"import", "a"}, {"--help", "--dry-run"}},
        {{"report"}, {"--help"}}};
    for (const auto& command : commands)
        for (const auto& flag : command.flags)
            for (const char* value : {"-1", "0", "1", "true", "false", "no", "foo", "", "{}"}) {
                auto words = command.words;
                words.push_back(flag + "=" + value);
                CAPTURE(words.back());
                contains(refusal(words), flag + " takes no value: see `traypulse ");
            }
    contains(refusal({"status", "--json=foo"}),
             "--json takes no value: see `traypulse status --help`");
    contains(refusal({"-vq=1"}), "-q takes no value: see `traypulse --help`");
}

TEST_CASE("what only looks like a flag with a value is taken") {
    CHECK(parsed<AgentOptions>({"--config", "--json=1"}).config_file == "--json=1");
    CHECK(parsed<AgentOptions>({"--config=", "--json=1"}).config_file == "--json=1");
    CHECK(parsed<AgentOptions>({"--config=--version=-1"}).config_file == "--version=-1");
    CHECK(parsed<PingOptions>({"ping", "-f", "-4=a"}).file == "-4=a");
    CHECK(parsed<PingOptions>({"ping", "-f-4=a"}).file == "-4=a");
    contains(refusal({"status", "--jsom=1"}), "unknown option \"--jsom\"");
}

TEST_CASE("after -- everything is a word") {
    CHECK(parsed<PingOptions>({"ping", "-4", "--", "a", "b"}).targets ==
          std::vector<std::string>{"a", "b"});
    CHECK(parsed<PingOptions>({"ping", "--", "-a"}).targets == std::vector<std::string>{"-a"});
    contains(refusal({"status", "--", "a"}), "unknown argument \"a\"");
}

TEST_CASE("any bytes are survived") {
    for (const char* a : {"", "-", "--", "---", "=", "--=", "-\xff", "\xff\xfe", "--config=", "-i",
                          "--for=--for", "-c="})
        for (const char* b : {"", "ping", "status", "config", "-", "--help"}) {
            CHECK_NOTHROW(static_cast<void>(parse({a, b})));
            CHECK_NOTHROW(static_cast<void>(parse({b, a})));
        }
}
