// Whole commands through run(), on a world of the test's own: exit status, standard output,
// standard error.
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "agent/cli/wiring.h"
#include "agent/runtime/control_protocol.h"
#include "agent/runtime/control_socket.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/cli/fake_channel.h"

using namespace traypulse;
using namespace traypulse::cli;
using nlohmann::json;
using protocol::Outcome;
using test::FakeChannel;

using traypulse::test::TempDir;

namespace {

struct Bench {
    Bench() {
        wiring.version = "0.1.0";
        wiring.paths.uid = ::geteuid();
        wiring.paths.home = dir.path().string();
        wiring.paths.variable = [this](const char* name) -> std::optional<std::string> {
            return std::string_view(name) == "XDG_RUNTIME_DIR" ? std::optional(dir.path().string())
                                                               : std::nullopt;
        };
        wiring.out = [this](std::string_view text) {
            if (deaf) return false;
            out += text;
            return true;
        };
        wiring.err = [this](std::string_view text) { err += text; };
        wiring.read_input = [this](const std::string& file) -> Result<std::string> {
            if (file == "-") return input;
            return Error{ErrorCode::not_found, "cannot open " + file, "check the path"};
        };
        wiring.run_agent = [this](const AgentOptions& o) {
            agent = o;
            return 0;
        };
        wiring.make_channel = [this](uv_loop_t* loop, const PingOptions&) {
            return std::make_unique<FakeChannel>(loop, world);
        };
        wiring.make_resolve = [](uv_loop_t*) -> Resolve {
            return [](const CheckSpec& check, const std::function<void(Result<IpAddress>)>& done) {
                if (const auto address = IpAddress::parse(check.host)) return done(*address);
                if (check.host == "shop.example") return done(*IpAddress::parse("192.0.2.7"));
                done(Error{ErrorCode::name_not_found, "the name does not exist",
                           "check the spelling"});
            };
        };
        wiring.doctor_facts = [](const DoctorOptions&) { return DoctorFacts{}; };
    }
    int run(const std::vector<std::string>& arguments) { return cli::run(arguments, wiring); }
    std::vector<json> lines() const {
        std::vector<json> all;
        std::istringstream in(out);
        for (std::string line; std::getline(in, line);) all.push_back(json::parse(line));
        return all;
    }

    TempDir dir;
    FakeChannel::World world;
    Wiring wiring;
    std::string input;
    std::string out;
    std::string err;
    bool deaf = false;
    std::optional<AgentOptions> agent;
};

}  // namespace

TEST_CASE("the agent is run with its options, help and version are printed") {
    Bench b;
    CHECK(b.run({"--headless"}) == 0);
    REQUIRE(b.agent);
    CHECK(b.agent->headless);
    CHECK(b.run({"--version"}) == 0);
    CHECK(b.out == "traypulse 0.1.0\n");
    CHECK(b.run({"--bogus"}) == 2);
    CHECK(b.err == "traypulse: unknown option \"--bogus\": see `traypulse --help`\n");
}

TEST_CASE("ping: all reachable is 0, some not is 1") {
    Bench b;
    CHECK(b.run({"ping", "-c", "2", "192.0.2.1", "shop.example"}) == 0);
    CHECK(b.out.find("shop.example (192.0.2.7)  seq 1  1.00 ms  ttl 64\n") != std::string::npos);
    CHECK(b.out.find("192.0.2.1: 2 sent, 2 received, 0 lost (0 %)\n") != std::string::npos);
    CHECK(b.err.empty());
    CHECK(b.world.alive == 0);

    b.world.answer = [](const protocol::Start& s, std::uint32_t seq) {
        const bool down = s.address == IpAddress::parse("192.0.2.7");
        return std::vector{FakeChannel::result(s, seq, down ? Outcome::timeout : Outcome::reply)};
    };
    CHECK(b.run({"ping", "-c", "2", "192.0.2.1", "shop.example"}) == 1);
}

TEST_CASE("ping: names that are not found are told, the others are pinged") {
    Bench b;
    CHECK(b.run({"ping", "-c", "1", "--json", "no.example", "192.0.2.1"}) == 1);
    CHECK(b.err == "traypulse: no.example: the name does not exist: check the spelling\n");
    const auto lines = b.lines();
    REQUIRE(lines.size() == 4);
    CHECK(lines[0]["type"] == "error");
    CHECK(lines[1]["type"] == "result");
    CHECK(lines[2]["type"] == "summary");
    CHECK(lines[2]["target"] == "no.example");
    CHECK(lines[3]["received"] == 1);
    b.out.clear();
    CHECK(b.run({"ping", "no.example"}) == 1);  // ends, though there is no count
}

TEST_CASE("ping: targets from standard input") {
    Bench b;
    b.input = "# two\n192.0.2.1\n2001:db8::1\n";
    CHECK(b.run({"ping", "-c", "1", "--summary", "-f", "-"}) == 0);
    CHECK(b.out.find("2001:db8::1: 1 sent") != std::string::npos);
    CHECK(b.run({"ping", "-f", "missing.txt"}) == 2);
    CHECK(b.err == "traypulse: cannot open missing.txt: check the path\n");
}

TEST_CASE("ping: Ctrl-C prints the summaries") {
    Bench b;
    b.world.on_result = [](int n) {
        if (n == 5) ::kill(::getpid(), SIGINT);
    };
    CHECK(b.run({"ping", "192.0.2.1"}) == 0);
    CHECK(b.out.find(" received, 0 lost (0 %)\n") != std::string::npos);
    CHECK(b.err.empty());
}

TEST_CASE("ping: nothing can be sent is 2, and a reader that goes ends it") {
    Bench b;
    b.world.never_opens = Error{ErrorCode::permission, "no way", "`traypulse doctor`"};
    CHECK(b.run({"ping", "192.0.2.1"}) == 2);
    CHECK(b.err == "traypulse: no way: `traypulse doctor`\n");
    Bench deaf;
    deaf.deaf = true;
    CHECK(deaf.run({"ping", "192.0.2.1"}) <= 1);
}

TEST_CASE("ping: wrong targets are 2") {
    Bench b;
    CHECK(b.run({"ping", "tcp://h:1"}) == 2);
    CHECK(b.err.find("`traypulse check` checks services") != std::string::npos);
}

TEST_CASE("status without an agent says so") {
    Bench b;
    CHECK(b.run({"status"}) == 2);
    CHECK(b.err == "traypulse: no Traypulse is running: start it with `traypulse`\n");
}

TEST_CASE("status prints what the agent says, and its word is the exit status") {
    Bench b;
    REQUIRE(runtime_dir(b.wiring.paths));
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM, 0));
    const auto address = unix_address(b.dir.path().string() + "/traypulse/agent.sock");
    REQUIRE(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) == 0);
    REQUIRE(::listen(fd.get(), 4) == 0);
    const auto serve = [&](const std::string& answer, const std::vector<std::string>& arguments) {
        std::string heard;
        std::thread agent([&] {
            const UniqueFd client(::accept(fd.get(), nullptr, nullptr));
            std::array<char, 4096> request{};
            const auto got = ::recv(client.get(), request.data(), request.size(), 0);
            if (got > 0) heard.assign(request.data(), static_cast<std::size_t>(got));
            ::send(client.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
        });
        const int status = b.run(arguments);
        agent.join();
        return std::pair(status, heard);
    };
    auto [status, heard] =
        serve(control::text_line("All well\n") + control::done_line("0.1.0", true), {"status"});
    CHECK(status == 0);
    CHECK(b.out == "All well\n");
    CHECK(heard == "{\"command\":\"status\",\"format\":\"text\"}\n");
    b.out.clear();
    CHECK(serve("{\"type\":\"verdict\"}\n" + control::done_line("0.1.0", false), {"why", "--json"})
              .first == 1);
    CHECK(b.out == "{\"type\":\"verdict\"}\n");
    CHECK(serve(control::error_line(
                    {ErrorCode::not_found, "there is no target \"X\"", "did you mean \"Y\"?"}, "1"),
                {"pause", "X", "--for", "5m"})
              .first == 2);
    CHECK(b.err == "traypulse: there is no target \"X\": did you mean \"Y\"?\n");
}

TEST_CASE("config check names every problem with file, line and column") {
    Bench b;
    const auto file = b.dir.path().string() + "/c.toml";
    std::ofstream(file) << "[log]\nlevl = 1\n[display]\nicon = \"red\"\n";
    CHECK(b.run({"config", "check", file}) == 2);
    CHECK(b.err == file + ":2:1: unknown key \"levl\" (did you mean \"level\"?).\n" + file +
                       ":4:8: \"icon\" = \"red\" is none of colour, symbolic.\n");
    std::ofstream(file) << "[[target]]\ncheck = \"192.0.2.1\"\n";
    CHECK(b.run({"config", "check", file}) == 0);
    CHECK(b.out == file + ": no problem, 1 target\n");
    b.err.clear();
    CHECK(b.run({"config", "check"}) == 2);
    CHECK(b.err.find(b.dir.path().string() + "/.config/traypulse/config.toml: No such file") !=
          std::string::npos);
}

TEST_CASE("doctor prints its findings") {
    Bench b;
    CHECK(b.run({"doctor"}) == 2);
    CHECK(b.out.find("BAD   echo requests can't be sent in any way") != std::string::npos);
}
