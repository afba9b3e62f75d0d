#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "agent/runtime/paths.h"

namespace traypulse {
namespace {

constexpr mode_t kPrivate = 0700;

Error failed(const std::string& doing, const std::string& path, int error) {
    return {
        error == EACCES || error == EPERM || error == EROFS ? ErrorCode::permission : ErrorCode::io,
        "cannot " + doing + " " + path + ": " + std::strerror(error),
        "make sure that you may write there"};
}

bool ours(const std::string& path, uid_t uid) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == uid;
}

// mkdir, or what stands there already is our own directory. lstat: a link could lead anywhere.
Status make_private(const std::string& path, uid_t uid) {
    if (::mkdir(path.c_str(), kPrivate) != 0 && errno != EEXIST) return failed("make", path, errno);
    if (!ours(path, uid))
        return Error{ErrorCode::permission, path + " is not your own directory",
                     "remove it, or set XDG_RUNTIME_DIR to a directory of your own"};
    if (::chmod(path.c_str(), kPrivate) != 0) return failed("protect", path, errno);
    return ok();
}

}  // namespace

PathFacts path_facts() {
    PathFacts out;
    out.variable = [](const char* name) -> std::optional<std::string> {
        const char* value = std::getenv(name);
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    };
    out.uid = ::geteuid();
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 16384> buffer{};
    if (::getpwuid_r(out.uid, &entry, buffer.data(), buffer.size(), &found) == 0 &&
        found != nullptr && found->pw_dir != nullptr)
        out.home = found->pw_dir;
    return out;
}

Result<RuntimeDir> runtime_dir(const PathFacts& facts) {
    const auto variable = facts.variable("XDG_RUNTIME_DIR");
    std::string why = "XDG_RUNTIME_DIR is not set";
    if (variable && !variable->empty()) {
        if (variable->front() == '/' && ours(*variable, facts.uid)) {
            const auto path = *variable + "/traypulse";
            if (const auto made = make_private(path, facts.uid); !made) return made.error();
            return RuntimeDir{path, {}};
        }
        why = "XDG_RUNTIME_DIR (" + *variable + ") is not a directory of yours";
    }
    const auto uid = std::to_string(facts.uid);
    const auto systemd = facts.run_user + "/" + uid;
    const bool logged_in = ours(systemd, facts.uid);
    const auto path = logged_in ? systemd + "/traypulse" : facts.temporary + "/traypulse-" + uid;
    if (const auto made = make_private(path, facts.uid); !made) return made.error();
    return RuntimeDir{path, why + "; " + path + " is used instead."};
}

Status make_directories(const std::string& path) {
    for (std::size_t at = 1; at != 0 && at <= path.size();) {
        const auto slash = path.find('/', at);
        const auto part = path.substr(0, slash);
        struct stat status {};
        if (!part.empty() && ::mkdir(part.c_str(), kPrivate) != 0) {
            const int error = errno;
            const bool there = ::stat(part.c_str(), &status) == 0;
            if (there && !S_ISDIR(status.st_mode))
                return Error{ErrorCode::io, part + " is no directory", "move it away"};
            if (!there) return failed("make", part, error);
        }
        if (slash == std::string::npos) break;
        at = slash + 1;
    }
    return ok();
}

}  // namespace traypulse
