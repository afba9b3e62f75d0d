// The real client against the real server, whose loop runs in a thread of its own.
#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <mutex>
#include <thread>

#include "agent/runtime/control_client.h"
#include "agent/runtime/control_server.h"
#include "agent/runtime/control_socket.h"
#include "shared/uv_handle.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/runtime/sample_snapshot.h"

using namespace traypulse;
using namespace traypulse::control;
using namespace std::chrono_literals;

using traypulse::test::TempDir;

namespace {

/// An agent that answers with the sample snapshot and keeps what it is told.
class Agent {
 public:
    explicit Agent(const std::string& path, Snapshot snapshot = sample_snapshot()) {
        REQUIRE(uv_loop_init(&loop_) == 0);
        ServerHandler handler;
        auto shared = std::make_shared<const Snapshot>(std::move(snapshot));
        handler.snapshot = [shared = std::move(shared)] { return shared; };
        handler.command = [this](Command c) {
            const std::lock_guard held(mutex_);
            commands_.push_back(std::move(c));
        };
        handler.show_window = [this] { ++shown; };
        handler.phrases = sample_phrases();
        handler.version = "0.1.0-test";
        server_ = std::make_unique<ControlServer>(&loop_, std::move(handler));
        listening = server_->listen(path);
        stop_ = uv::Async(&loop_, [this] {
            server_.reset();
            stop_.reset();
        });
        thread_ = std::thread([this] { uv_run(&loop_, UV_RUN_DEFAULT); });
    }
    ~Agent() {
        stop_.send();
        thread_.join();
        CHECK(uv_loop_close(&loop_) == 0);  // every handle was closed
    }
    Agent(const Agent&) = delete;
    Agent& operator=(const Agent&) = delete;
    std::vector<Command> commands() {
        const std::lock_guard held(mutex_);
        return commands_;
    }
    Status listening = ok();
    std::atomic<int> shown{0};

 private:
    uv_loop_t loop_{};
    std::unique_ptr<ControlServer> server_;
    uv::Async stop_;
    std::mutex mutex_;
    std::vector<Command> commands_;
    std::thread thread_;
};

UniqueFd connected(const std::string& path) {
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = unix_address(path);
    REQUIRE(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) ==
            0);
    timeval patience{60, 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
}

void say(const UniqueFd& fd, std::string_view text) {
    while (!text.empty()) {
        const auto sent = ::send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
}

/// Up to that many lines; fewer where the other side ends first.
std::vector<std::string> hear(const UniqueFd& fd, std::size_t lines) {
    std::vector<std::string> out;
    std::string pending;
    char byte = 0;
    while (out.size() < lines && ::recv(fd.get(), &byte, 1, 0) == 1) {
        if (byte != '\n') {
            pending += byte;
            continue;
        }
        out.push_back(std::move(pending));
        pending.clear();
    }
    return out;
}

}  // namespace

TEST_CASE("status, why, pause, show and mute reach the agent") {
    const TempDir dir;
    const auto path = dir.path().string() + "/agent.sock";
    Agent agent(path);
    REQUIRE(agent.listening);
    auto reply = ask(path, {.verb = Verb::status});
    REQUIRE(reply);
    CHECK(reply.value().output == status_json(sample_snapshot(), sample_phrases()));
    CHECK_FALSE(reply.value().well);
    CHECK(reply.value().version == "0.1.0-test");
    reply = ask(path, {.verb = Verb::why, .format = Format::text, .targets = {}, .duration = {}});
    REQUIRE(reply);
    CHECK(reply.value().output == why_text(sample_snapshot(), sample_phrases()));
    reply =
        ask(path, {.verb = Verb::status, .format = Format::waybar, .targets = {}, .duration = {}});
    REQUIRE(reply);
    CHECK(reply.value().well);

    REQUIRE(ask(path, {Verb::pause, Format::json, {"Router"}, 15min}));
    REQUIRE(ask(path, {.verb = Verb::mute}));
    REQUIRE(ask(path, {.verb = Verb::show}));
    const auto commands = agent.commands();
    REQUIRE(commands.size() == 2);
    CHECK(std::get<command::PauseTarget>(commands[0]).duration == 15min);
    CHECK(agent.shown == 1);

    const auto wrong = ask(path, {Verb::pause, Format::json, {"Ruoter"}, {}});
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().text() == "there is no target \"Ruoter\": did you mean \"Router\"?");
    CHECK(agent.commands().size() == 2);
}

TEST_CASE("the socket is private, a stale one is replaced, and it goes with the server") {
    const TempDir dir;
    const auto path = dir.path().string() + "/agent.sock";
    {
        UniqueFd stale(::socket(AF_UNIX, SOCK_STREAM, 0));
        const auto address = unix_address(path);
        REQUIRE(::bind(stale.get(), reinterpret_cast<const sockaddr*>(&*address),
                       sizeof *address) == 0);
    }
    CHECK(ask(path, {}).error().code == ErrorCode::unavailable);
    {
        Agent agent(path);
        REQUIRE(agent.listening);
        struct stat status {};
        REQUIRE(::stat(path.c_str(), &status) == 0);
        CHECK((status.st_mode & 0777U) == 0600);
        CHECK(ask(path, {}));
    }
    CHECK(::access(path.c_str(), F_OK) != 0);
    const auto gone = ask(path, {});
    REQUIRE_FALSE(gone);
    CHECK(gone.error().text() == "no Traypulse is running: start it with `traypulse`");
}

TEST_CASE("half a line, garbage and too long a line harm nobody else") {
    const TempDir dir;
    const auto path = dir.path().string() + "/agent.sock";
    Agent agent(path);
    const auto half = connected(path);
    say(half, "{\"comm");
    const auto garbage = connected(path);
    say(garbage, "\xff\xfe\n{\"command\":\"dance\"}\n{\"command\":\"unmute\"}\n");
    const auto lines = hear(garbage, 3);
    REQUIRE(lines.size() == 3);
    CHECK(parse_answer(lines[0])->kind == control::Answer::Kind::error);
    CHECK(lines[1].find("knows no command \\\"dance\\\"") != std::string::npos);
    CHECK(parse_answer(lines[2])->kind == control::Answer::Kind::done);
    const auto endless = connected(path);
    say(endless, std::string(kLongestLine * 3, 'x'));
    const auto refused = hear(endless, 2);
    REQUIRE(refused.size() <= 1);  // the reason, unless the reset overtook it
    if (!refused.empty()) CHECK(refused[0].find("64 KiB") != std::string::npos);
    CHECK(ask(path, {}));
    say(half, "and\":\"unmute\"}\n");
    CHECK(hear(half, 1).size() == 1);
}

TEST_CASE("a client that does not read stops nobody, and gets everything when it does") {
    const TempDir dir;
    const auto path = dir.path().string() + "/agent.sock";
    auto large = sample_snapshot();
    for (std::uint32_t i = 3; i < 1000; ++i) {
        auto target = large.targets[0];
        target.id = TargetId(i);
        target.name = "Target " + std::to_string(i);
        large.targets.push_back(target);
    }
    const auto lines = large.targets.size() + 2;
    Agent agent(path, std::move(large));
    const auto lazy = connected(path);
    say(lazy, "{\"command\":\"status\"}\n{\"command\":\"status\"}\n");
    // A sanitizer's server takes seconds for the lazy one's answers.
    CHECK(ask(path, {}, 60s));
    CHECK(ask(path, {.verb = Verb::unmute}, 60s));
    const auto heard = hear(lazy, 2 * lines);
    REQUIRE(heard.size() == 2 * lines);
    CHECK(parse_answer(heard.back())->kind == control::Answer::Kind::done);
}

TEST_CASE("one client too many is told so") {
    const TempDir dir;
    const auto path = dir.path().string() + "/agent.sock";
    Agent agent(path);
    std::vector<UniqueFd> clients;
    for (std::size_t i = 0; i < kMostClients; ++i) {
        clients.push_back(connected(path));
        say(clients.back(), "{\"command\":\"unmute\"}\n");
        REQUIRE(hear(clients.back(), 1).size() == 1);
    }
    const auto extra = connected(path);
    const auto lines = hear(extra, 1);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].find("too many programs") != std::string::npos);
    clients.clear();
    // The server learns of it in its own time; a later question is answered.
    bool answered = false;
    for (int i = 0; i < 500 && !answered; ++i) {
        answered = static_cast<bool>(ask(path, {}));
        if (!answered) ::poll(nullptr, 0, 2);
    }
    CHECK(answered);
}

TEST_CASE("agents of another kind are named as such") {
    const TempDir dir;
    const auto path = dir.path().string() + "/agent.sock";
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM, 0));
    const auto address = unix_address(path);
    REQUIRE(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) == 0);
    REQUIRE(::listen(fd.get(), 1) == 0);
    SUBCASE("silent") {
        const auto reply = ask(path, {}, 50ms);
        REQUIRE_FALSE(reply);
        CHECK(reply.error().what == "the running Traypulse does not answer");
    }
    const auto with_answer = [&](std::string_view text) {
        std::thread other([&] {
            const UniqueFd client(::accept(fd.get(), nullptr, nullptr));
            std::array<char, 4096> request{};
            if (::recv(client.get(), request.data(), request.size(), 0) > 0) say(client, text);
        });
        const auto reply = ask(path, {});
        other.join();
        REQUIRE_FALSE(reply);
        return reply.error().text();
    };
    SUBCASE("garbled") {
        CHECK(with_answer("HTTP/1.1 400 Bad Request\n").find("another version") !=
              std::string::npos);
    }
    SUBCASE("half an answer") {
        CHECK(with_answer("{\"type\":\"verdict\"}\n").find("does not answer") != std::string::npos);
    }
    SUBCASE("older") {
        CHECK(with_answer(error_line(
                  {ErrorCode::protocol, "the running agent knows no command \"why\"", {}},
                  "0.0.9")) ==
              "the running agent knows no command \"why\": it is version 0.0.9; restart it to have "
              "the new one");
    }
}

TEST_CASE("a path that is too long for a socket is an error with a remedy") {
    uv_loop_t loop{};
    REQUIRE(uv_loop_init(&loop) == 0);
    {
        ControlServer server(&loop, {});
        const auto status = server.listen("/tmp/" + std::string(200, 'x'));
        REQUIRE_FALSE(status);
        CHECK(status.error().remedy.find("XDG_RUNTIME_DIR") != std::string::npos);
    }
    uv_run(&loop, UV_RUN_DEFAULT);
    CHECK(uv_loop_close(&loop) == 0);
}

TEST_CASE("before the first snapshot a question is answered with patience") {
    ServerHandler handler;
    handler.snapshot = [] { return std::shared_ptr<const Snapshot>(); };
    const auto answer = parse_answer(answer_to("{\"command\":\"status\"}", handler));
    REQUIRE(answer);
    CHECK(answer->error.code == ErrorCode::unavailable);
    CHECK(answer->error.what.find("only just started") != std::string::npos);
}
