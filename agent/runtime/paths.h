// Where the agent's files are (XDG Base Directory Specification 0.8).
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>

#include "shared/result.h"

namespace traypulse {

/// What the paths depend on, so that a test can be somebody else.
struct PathFacts {
    std::function<std::optional<std::string>(const char* name)> variable;  ///< getenv(3)
    std::string home;  ///< of the password database, where $HOME says nothing
    uid_t uid = 0;
    std::string run_user = "/run/user";  ///< where systemd makes the runtime directories
    std::string temporary = "/tmp";
};
/// Of this process.
PathFacts path_facts();

struct Paths {
    std::string config_file;   ///< $XDG_CONFIG_HOME/traypulse/config.toml
    std::string state_dir;     ///< $XDG_STATE_HOME/traypulse
    std::string log_file;      ///< state_dir/traypulse.log
    std::string history_file;  ///< state_dir/history.db
};
/// Pure but for `facts`. Relative values of the variables are ignored, as the specification
/// demands. Non-empty arguments (from the command line) win.
Result<Paths> resolve_paths(const PathFacts& facts, const std::string& config_file = {},
                            const std::string& state_dir = {});

/// The private directory of socket and lock, which exists then, is ours and 0700.
struct RuntimeDir {
    std::string path;
    /// Why it is not below $XDG_RUNTIME_DIR; a whole sentence for the log and stderr, or empty.
    std::string remark;
    [[nodiscard]] std::string socket() const { return path + "/agent.sock"; }
    [[nodiscard]] std::string lock() const { return path + "/agent.lock"; }
};
/// $XDG_RUNTIME_DIR/traypulse, else /run/user/<uid>/traypulse, else /tmp/traypulse-<uid>. A
/// directory that belongs to somebody else, or is a link, is refused: whoever made it could read
/// what is said there.
Result<RuntimeDir> runtime_dir(const PathFacts& facts);

/// Makes the directory and what is above it, 0700. One that exists stays as it is.
Status make_directories(const std::string& path);

}  // namespace traypulse
