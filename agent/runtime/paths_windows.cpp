#include <windows.h>

#include <filesystem>

#include "agent/runtime/paths.h"
#include "agent/translations/translate.h"
#include "shared/text_windows.h"

namespace traypulse {
namespace {

/// A folder of the person's that Windows names in the environment; empty where it does not.
std::string folder(const PathFacts& facts, const char* name) {
    return facts.variable(name).value_or("");
}

}  // namespace

PathFacts path_facts() {
    PathFacts out;
    out.variable = [](const char* name) -> std::optional<std::string> {
        const auto wide_name = windows::wide(name);
        const auto size = GetEnvironmentVariableW(wide_name.c_str(), nullptr, 0);
        if (size == 0) return std::nullopt;
        std::wstring value(size, L'\0');
        value.resize(GetEnvironmentVariableW(wide_name.c_str(), value.data(), size));
        return windows::utf8(value);
    };
    out.home = out.variable("USERPROFILE").value_or("");
    out.temporary = out.variable("TEMP").value_or("");
    return out;
}

/// %APPDATA% moves with the person from machine to machine, %LOCALAPPDATA% stays: what was measured
/// is of this machine.
Result<Paths> resolve_paths(const PathFacts& facts, const std::string& config_file,
                            const std::string& state_dir) {
    const auto roaming = folder(facts, "APPDATA");
    const auto local = folder(facts, "LOCALAPPDATA");
    if ((config_file.empty() && roaming.empty()) || (state_dir.empty() && local.empty()))
        return Error{ErrorCode::not_found, tr("you have no profile directory"),
                     tr("set {0}, or give --config and --state-dir", "APPDATA, LOCALAPPDATA")};
    Paths out;
    out.config_file = config_file.empty() ? roaming + "\\Traypulse\\config.toml" : config_file;
    out.state_dir = state_dir.empty() ? local + "\\Traypulse" : state_dir;
    out.log_file = out.state_dir + "\\traypulse.log";
    out.history_file = out.state_dir + "\\history.db";
    return out;
}

/// Below %LOCALAPPDATA%, which is the person's alone by the rights of their profile.
Result<RuntimeDir> runtime_dir(const PathFacts& facts) {
    const auto local = folder(facts, "LOCALAPPDATA");
    if (local.empty())
        return Error{ErrorCode::not_found, tr("you have no profile directory"),
                     tr("set {0}", "LOCALAPPDATA")};
    const auto path = local + "\\Traypulse\\Run";
    if (auto made = make_directories(path); !made) return made.error();
    return RuntimeDir{path, {}};
}

Status make_directories(const std::string& path) {
    std::error_code error;
    std::filesystem::create_directories(std::filesystem::path(windows::wide(path)), error);
    if (error)
        return Error{ErrorCode::io, tr("cannot make {0}: {1}", path, error.message()),
                     tr("make sure that you may write there")};
    return ok();
}

}  // namespace traypulse
