#include "tests/system/agent/bench.h"
#include "tests/support/system_failure.h"

#include <doctest/doctest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace traypulse::test {
namespace {

constexpr mode_t kPrivate = 0700;
/// User and group that Process gives to what runs without privilege.
constexpr uid_t kNobody = 65534;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

/// Any of the reports that the sanitizers of GCC and clang write.
bool sanitizer_report(const std::string& text) {
    return text.find("Sanitizer") != std::string::npos ||
           text.find("runtime error:") != std::string::npos;
}

}  // namespace

Home::Home(Owner owner) : owner_(owner) {
    for (const char* name : {"config", "config/traypulse", "state", "run"}) {
        std::filesystem::create_directory(dir_ / name);
        chmod((dir_ / name).c_str(), kPrivate);
        give(dir_ / name);
    }
}

void Home::give(const std::string& path) const {
    if (owner_ == Owner::nobody && !only_namespace_root() &&
        chown(path.c_str(), kNobody, kNobody) != 0)
        system_failure("chown " + path);
}

void Home::set(const std::string& variable, const std::string& value) {
    variables_.emplace_back(variable, value);
}

void Home::configure(const std::string& text) const {
    const auto fresh = dir_.write("config/traypulse/.config.toml.new", text);
    give(fresh);
    std::filesystem::rename(fresh, config_file());
}

ProcessSpec Home::command(const std::vector<std::string>& arguments) const {
    ProcessSpec spec;
    spec.argv = arguments;
    spec.argv.insert(spec.argv.begin(), TRAYPULSE_PATH);
    spec.environment = {
        {"HOME", dir_.path().string()},
        {"XDG_CONFIG_HOME", dir_ / "config"},
        {"XDG_STATE_HOME", dir_ / "state"},
        {"XDG_RUNTIME_DIR", dir_ / "run"},
        // Whether this machine runs on battery is nothing to a test.
        {"DBUS_SYSTEM_BUS_ADDRESS", "unix:path=" + (dir_ / "no-system-bus")},
        {"LSAN_OPTIONS", "suppressions=" TRAYPULSE_LSAN_SUPPRESSIONS ":print_suppressions=0"}};
    spec.environment.insert(spec.environment.end(), variables_.begin(), variables_.end());
    spec.unset = {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"};
    spec.unprivileged = owner_ == Owner::nobody;
    return spec;
}

Finished Home::run(const std::vector<std::string>& arguments) const {
    auto done = test::run(command(arguments), 2 * kPatience);
    CHECK_MESSAGE(!sanitizer_report(done.errors), done.errors);
    return done;
}

std::vector<Json> Home::json(const std::vector<std::string>& arguments) const {
    std::vector<Json> out;
    for (const auto& line : lines_of(run(arguments).output)) {
        auto value = Json::parse(line, nullptr, false);
        CHECK_MESSAGE(!value.is_discarded(), "no JSON: " << line);
        if (!value.is_discarded()) out.push_back(std::move(value));
    }
    return out;
}

Json target_of(const std::vector<Json>& status, const std::string& name) {
    for (const auto& v : status)
        if (v["type"] == "target" && v["name"] == name) return v;
    return {};
}

std::vector<Json> Home::log(const std::string& event) const {
    auto text = read_file(log_file());
    text.resize(text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n'));
    std::vector<Json> out;
    for (const auto& line : lines_of(text)) {
        if (!event.empty() && line.find("\"event\":\"" + event + "\"") == std::string::npos)
            continue;
        auto value = Json::parse(line, nullptr, false);
        if (value.is_discarded()) throw std::runtime_error("a line of the log is no JSON: " + line);
        out.push_back(std::move(value));
    }
    return out;
}

std::vector<std::string> Home::transitions(const std::string& target) const {
    std::vector<std::string> out;
    for (const auto& e : log("target_state"))
        if (e["fields"]["target"] == target)
            out.push_back(e["fields"]["from"].get<std::string>() + " → " +
                          e["fields"]["to"].get<std::string>());
    return out;
}

std::string Home::state(const std::string& target) const {
    const auto all = log("target_state");
    const auto last = std::find_if(all.rbegin(), all.rend(),
                                   [&](const auto& e) { return e["fields"]["target"] == target; });
    return last == all.rend() ? "unknown" : (*last)["fields"]["to"].get<std::string>();
}

std::vector<std::string> Home::rungs() const {
    std::vector<std::string> out;
    for (const auto& e : log("ready")) out.push_back(e["fields"]["rung"]);
    return out;
}

bool Home::any_error(const std::string& event, const std::string& part) const {
    const auto all = log(event);
    return std::any_of(all.begin(), all.end(), [&](const auto& e) {
        return e["fields"]["error"].template get<std::string>().find(part) != std::string::npos;
    });
}

std::vector<std::string> Home::notices() const {
    std::vector<std::string> out;
    for (const auto& e : log("sent")) out.push_back(e["fields"]["title"]);
    return out;
}

Agent::Agent(const Home& home, const std::vector<std::string>& more)
    : home_(home), process_([&] {
          std::vector<std::string> arguments{"--headless"};
          if (std::find(more.begin(), more.end(), "--log-level") == more.end())
              arguments.insert(arguments.end(), {"--log-level", "info"});
          arguments.insert(arguments.end(), more.begin(), more.end());
          return home.command(arguments);
      }()) {}

Agent::~Agent() {
    if (finished_ || std::uncaught_exceptions() != 0) return;
    try {
        finish();
    } catch (...) {  // a REQUIRE, which has been counted and printed already
    }
}

bool Agent::says(const std::string& text) const {
    return eventually(kPatience, [&] { return said().find(text) != std::string::npos; });
}
bool Agent::complains(const std::string& text) const {
    return eventually(kPatience, [&] { return complaints().find(text) != std::string::npos; });
}

std::vector<std::string> Agent::announced() const {
    std::vector<std::string> out;
    for (const auto& line : lines_of(said())) {
        constexpr std::size_t kClock = 10;  // "12:34:56  "
        if (line.find(" → ") == std::string::npos && line.size() > kClock && line[2] == ':' &&
            line[5] == ':')
            out.push_back(line.substr(kClock));
    }
    return out;
}

bool Agent::all(const std::vector<std::string>& targets, const std::string& state) const {
    return std::all_of(targets.begin(), targets.end(),
                       [&](const auto& t) { return home_.state(t) == state; });
}

bool Agent::become(const std::vector<std::string>& targets, const std::string& state) const {
    return eventually(kPatience, [&] { return all(targets, state); });
}

std::vector<pid_t> Agent::children(const std::string& name, bool zombies) const {
    std::vector<pid_t> out;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const auto pid = entry.path().filename().string();
        if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
        // "PID (name) STATE PPID …"
        const auto stat = read_file(entry.path() / "stat");
        const auto close = stat.rfind(')');
        if (close == std::string::npos ||
            stat.find("(" + name.substr(0, 15) + ")") == std::string::npos)
            continue;
        std::istringstream rest(stat.substr(close + 1));
        char state = 0;
        pid_t parent = 0;
        rest >> state >> parent;
        if (parent == process_.pid() && (state == 'Z') == zombies) out.push_back(std::stoi(pid));
    }
    return out;
}

pid_t Agent::helper() const {
    std::vector<pid_t> found;
    const bool one = eventually(kPatience, [&] {
        found = children("traypulse-helper");
        return found.size() == 1;
    });
    if (!one)
        throw std::runtime_error("the agent has " + std::to_string(found.size()) + " helpers");
    return found[0];
}

void Agent::finish(int signal) {
    finished_ = true;
    if (!process_.running()) {
        FAIL_CHECK("the agent has ended by itself: " << process_.errors());
        return;
    }
    for (const char* name : {"traypulse-helper", "ping"})
        CHECK(eventually(kPatience, [&] { return children(name, true).empty(); }));
    process_.signal(signal);
    const auto status = process_.wait(kPatience);
    CHECK_MESSAGE(status == 0, "exit status " << status.value_or(-1) << ": " << process_.errors());
    CHECK_MESSAGE(!sanitizer_report(process_.errors()), process_.errors());
    const auto log = home_.log();
    const bool in_order = !log.empty() && log.back()["event"] == "ended";
    CHECK_MESSAGE(
        (in_order || !std::filesystem::is_regular_file(home_.log_file())),
        "the log's last line is " << (log.empty() ? std::string("missing") : log.back().dump()));
    for (const auto& e : log)
        CHECK_MESSAGE((e["event"] != "loop_left_open" && !sanitizer_report(e.dump())), e.dump());
}

std::string target(const std::string& name, const std::string& check, const std::string& more) {
    return "\n[[target]]\nname = \"" + name + "\"\ncheck = \"" + check + "\"\n" + more + "\n";
}

std::string joined(const std::vector<std::string>& texts) {
    std::string out;
    for (const auto& text : texts) out += (out.empty() ? "" : ", ") + text;
    return out;
}

Json first(const std::vector<Json>& values, const std::string& type) {
    const auto it = std::find_if(values.begin(), values.end(),
                                 [&](const auto& v) { return v["type"] == type; });
    if (it == values.end()) throw std::runtime_error("no object of type " + type);
    return *it;
}

Cover::Cover(const std::string& own, std::string path) : path_(std::move(path)) {
    if (mount(own.c_str(), path_.c_str(), nullptr, MS_BIND, nullptr) != 0)
        system_failure("cannot put " + own + " over " + path_);
}

std::string powerless_helper(const TempDir& dir) {
    const auto copy = dir / "traypulse-helper";
    std::filesystem::copy_file(TRAYPULSE_HELPER_PATH, copy);
    return copy;
}

Cover::~Cover() { umount2(path_.c_str(), MNT_DETACH); }

}  // namespace traypulse::test
