#include "agent/runtime/private_directory_posix.h"
#include "agent/translations/translate.h"

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
        return Error{ErrorCode::not_found, tr("you have no home directory"),
                     tr("set {0}, or give --config and --state-dir", "HOME")};
    Paths out;
    out.config_file = config_file.empty() ? config_home + "/traypulse/config.toml" : config_file;
    out.state_dir = state_dir.empty() ? state_home + "/traypulse" : state_dir;
    out.log_file = out.state_dir + "/traypulse.log";
    out.history_file = out.state_dir + "/history.db";
    return out;
}

Result<RuntimeDir> runtime_dir(const PathFacts& facts) {
    const auto variable = facts.variable("XDG_RUNTIME_DIR");
    std::string why = tr("XDG_RUNTIME_DIR is not set");
    if (variable && !variable->empty()) {
        if (variable->front() == '/' && own_directory(*variable, facts.uid)) {
            const auto path = *variable + "/traypulse";
            if (const auto made = make_private_directory(path, facts.uid); !made)
                return made.error();
            return RuntimeDir{path, {}};
        }
        why = tr("XDG_RUNTIME_DIR ({0}) is not a directory of yours", *variable);
    }
    const auto uid = std::to_string(facts.uid);
    const auto systemd = facts.run_user + "/" + uid;
    const bool logged_in = own_directory(systemd, facts.uid);
    const auto path = logged_in ? systemd + "/traypulse" : facts.temporary + "/traypulse-" + uid;
    if (const auto made = make_private_directory(path, facts.uid); !made) return made.error();
    return RuntimeDir{path, tr("{0}; {1} is used instead.", why, path)};
}

}  // namespace traypulse
