#include "agent/runtime/paths.h"

namespace traypulse {
namespace {

// The specification: "All paths must be absolute. If … relative, consider the path invalid and
// ignore it."
std::optional<std::string> absolute(const PathFacts& facts, const char* name) {
    auto value = facts.variable(name);
    if (!value || value->empty() || value->front() != '/') return std::nullopt;
    return value;
}

}  // namespace

Result<Paths> resolve_paths(const PathFacts& facts, const std::string& config_file,
                            const std::string& state_dir) {
    const auto home = absolute(facts, "HOME").value_or(facts.home);
    const auto below = [&](const char* variable, const char* fallback) {
        if (auto value = absolute(facts, variable)) return *value;
        return home.empty() ? std::string() : home + fallback;
    };
    const auto config_home = below("XDG_CONFIG_HOME", "/.config");
    const auto state_home = below("XDG_STATE_HOME", "/.local/state");
    if ((config_file.empty() && config_home.empty()) || (state_dir.empty() && state_home.empty()))
        return Error{ErrorCode::not_found, "you have no home directory",
                     "set HOME, or give --config and --state-dir"};
    Paths out;
    out.config_file = config_file.empty() ? config_home + "/traypulse/config.toml" : config_file;
    out.state_dir = state_dir.empty() ? state_home + "/traypulse" : state_dir;
    out.log_file = out.state_dir + "/traypulse.log";
    out.history_file = out.state_dir + "/history.db";
    return out;
}

}  // namespace traypulse
