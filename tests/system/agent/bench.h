// The real agent on the simulated network, as a person and their scripts see it: files, output,
// command line.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/eventually.h"
#include "tests/support/namespace.h"
#include "tests/support/process.h"
#include "tests/support/simulation.h"

namespace traypulse::test {

using Json = nlohmann::json;

/// How long anything may take that is not itself what is judged: this machine may be slow and busy.
inline constexpr std::chrono::seconds kPatience{30};

/// A person's directories, their environment, and what they find in them. After the Namespace.
class Home {
 public:
    enum class Owner { me, nobody };
    /// nobody: everything that is started here has no privilege at all.
    explicit Home(Owner owner = Owner::me);

    [[nodiscard]] std::string config_file() const { return dir_ / "config/traypulse/config.toml"; }
    [[nodiscard]] std::string state_dir() const { return dir_ / "state/traypulse"; }
    [[nodiscard]] std::string log_file() const { return dir_ / "state/traypulse/traypulse.log"; }
    [[nodiscard]] std::string runtime_dir() const { return dir_ / "run"; }
    [[nodiscard]] std::string operator/(std::string_view name) const { return dir_ / name; }

    /// A variable of the environment of all that is started here from now on.
    void set(const std::string& variable, const std::string& value);
    /// Saves the configuration as editors do: a new file that takes the old one's name.
    void configure(const std::string& text) const;
    /// Makes a file or directory belong to whoever the programs run as.
    void give(const std::string& path) const;

    /// `traypulse ARGUMENTS…` in this home, without a display or a session bus.
    [[nodiscard]] ProcessSpec command(const std::vector<std::string>& arguments) const;
    [[nodiscard]] Finished run(const std::vector<std::string>& arguments) const;
    /// What `--json` prints, a value a line. Fails the test where a line is no JSON.
    [[nodiscard]] std::vector<Json> json(const std::vector<std::string>& arguments) const;

    /// The log so far; `event` empty: all of it. An unfinished last line is left out.
    [[nodiscard]] std::vector<Json> log(const std::string& event = {}) const;
    [[nodiscard]] std::size_t logged(const std::string& event) const { return log(event).size(); }
    /// "up → down", "down → up"… of one target, in order.
    [[nodiscard]] std::vector<std::string> transitions(const std::string& target) const;
    /// The state that it went to last; "unknown" before the first change.
    [[nodiscard]] std::string state(const std::string& target) const;
    /// The ways to send that were taken, in order, as the log names them.
    [[nodiscard]] std::vector<std::string> rungs() const;
    /// An event with this in its field "error" was logged.
    [[nodiscard]] bool any_error(const std::string& event, const std::string& part) const;
    /// Titles of the notifications that the log tells of, in order.
    [[nodiscard]] std::vector<std::string> notices() const;

 private:
    TempDir dir_{true};
    Owner owner_;
    std::vector<std::pair<std::string, std::string>> variables_;
};

/// The line of one target in what `status --json` says; null where it has none.
Json target_of(const std::vector<Json>& status, const std::string& name);

/// A running agent. Its end is always looked at: in order, with nothing left open, no sanitizer's
/// report.
class Agent {
 public:
    explicit Agent(const Home& home, const std::vector<std::string>& more = {});
    ~Agent();
    Agent(const Agent&) = delete;
    Agent& operator=(const Agent&) = delete;

    [[nodiscard]] Process& process() { return process_; }
    [[nodiscard]] std::string said() const { return process_.output(); }
    [[nodiscard]] std::string complaints() const { return process_.errors(); }
    /// Waits until `text` is on its standard output or error: what its log or its socket told of
    /// may not be there yet.
    [[nodiscard]] bool says(const std::string& text) const;
    [[nodiscard]] bool complains(const std::string& text) const;
    /// Lines of standard output without the time of day, but for those about targets' states.
    [[nodiscard]] std::vector<std::string> announced() const;
    /// All of them are up (or whatever `state` says).
    [[nodiscard]] bool all(const std::vector<std::string>& targets,
                           const std::string& state = "up") const;
    /// Waits for that.
    [[nodiscard]] bool become(const std::vector<std::string>& targets,
                              const std::string& state = "up") const;
    /// Its children called `name`: running ones, or those whose end it has not collected.
    [[nodiscard]] std::vector<pid_t> children(const std::string& name, bool zombies = false) const;
    /// Its one helper's process, awaited.
    [[nodiscard]] pid_t helper() const;
    /// Asks it to end, and looks at how it does.
    void finish(int signal = 15);

 private:
    const Home& home_;
    Process process_;
    bool finished_ = false;
};

/// `[[target]]` with these lines.
std::string target(const std::string& name, const std::string& check, const std::string& more = {});

/// All of them, for messages that can be read.
std::string joined(const std::vector<std::string>& texts);

/// The first value of a type in what `--json` printed.
Json first(const std::vector<Json>& values, const std::string& type);

/// Covers a path with another file for this namespace only, while it lives.
class Cover {
 public:
    Cover(const std::string& own, std::string path);
    ~Cover();
    Cover(const Cover&) = delete;
    Cover& operator=(const Cover&) = delete;

 private:
    std::string path_;
};

/// The built helper as a file without capabilities, in `dir`: ./dev gives the built one
/// cap_net_raw, and a copy loses it. Its path.
std::string powerless_helper(const TempDir& dir);

}  // namespace traypulse::test
