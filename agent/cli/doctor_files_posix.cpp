#include "agent/cli/doctor_files_posix.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>
#include <utility>

#include "agent/config/file.h"
#include "agent/runtime/control_client.h"
#include "agent/runtime/local_socket_posix.h"

namespace traypulse::cli {
namespace {

/// The file may be written, or made in the nearest directory above it that exists.
bool writable(const std::string& file) {
    if (::access(file.c_str(), F_OK) == 0) return ::access(file.c_str(), W_OK) == 0;
    std::string at = file;
    while (true) {
        const auto slash = at.rfind('/');
        if (slash == std::string::npos) return ::access(".", W_OK | X_OK) == 0;
        at.erase(slash);
        const std::string directory = at.empty() ? "/" : at;
        struct stat status {};
        if (::stat(directory.c_str(), &status) == 0)
            return S_ISDIR(status.st_mode) && ::access(directory.c_str(), W_OK | X_OK) == 0;
        if (at.empty()) return false;
    }
}

void ask_agent(const std::string& socket, DoctorFacts& out) {
    const auto reply = control::ask(socket, {});
    if (!reply) return;
    const auto& answer = reply.value().output;
    const auto verdict = nlohmann::json::parse(answer.substr(0, answer.find('\n')), nullptr, false);
    if (!verdict.is_object()) return;
    for (const char* key : {"metrics_problem", "hooks_problem"})
        if (const auto found = verdict.find(key); found != verdict.end() && found->is_string())
            if (auto problem = found->get<std::string>(); !problem.empty())
                out.agent_problems.push_back(std::move(problem));
}

}  // namespace

SocketState socket_state(const std::string& path) {
    const auto address = unix_address(path);
    if (!address || ::access(path.c_str(), F_OK) != 0) return SocketState::absent;
    const UniqueFd fd = control::local_socket();
    if (fd &&
        ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) == 0)
        return SocketState::connectable;
    return errno == EAGAIN ? SocketState::connectable : SocketState::refused;
}

void look_at_files(const DoctorOptions& options, const PathFacts& facts, DoctorFacts& out) {
    if (const auto paths = resolve_paths(facts, options.config_file, options.state_dir)) {
        out.config_file = paths.value().config_file;
        out.log_file = paths.value().log_file;
        out.log_writable = writable(out.log_file);
        out.config_present = ::access(out.config_file.c_str(), F_OK) == 0;
        if (out.config_present) {
            const auto parsed = config::load(out.config_file);
            for (const auto& problem : parsed.problems)
                out.config_problems.push_back(problem.text());
            out.targets = parsed.settings.targets.size();
        }
    } else {
        out.config_problems.push_back(paths.error().text());
    }
    const auto dir = runtime_dir(facts);
    if (!dir) {
        out.runtime_remark = dir.error().text();
        return;
    }
    out.runtime_path = dir.value().path;
    out.runtime_remark = dir.value().remark;
    out.agent_running = socket_state(dir.value().socket()) == SocketState::connectable;
    if (out.agent_running) ask_agent(dir.value().socket(), out);
}

}  // namespace traypulse::cli
