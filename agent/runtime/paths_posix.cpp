#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "agent/runtime/private_directory_posix.h"
#include "agent/translations/translate.h"

namespace traypulse {
namespace {

constexpr mode_t kPrivate = 0700;

/// `sentence` has places for the path and the reason.
Error failed(const char* sentence, const std::string& path, int error) {
    return {
        error == EACCES || error == EPERM || error == EROFS ? ErrorCode::permission : ErrorCode::io,
        tr(sentence, path, std::strerror(error)), tr("make sure that you may write there")};
}

}  // namespace

bool own_directory(const std::string& path, uid_t uid) {
    struct stat status {};
    // A link could lead anywhere.
    return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == uid;
}

Status make_private_directory(const std::string& path, uid_t uid) {
    if (::mkdir(path.c_str(), kPrivate) != 0 && errno != EEXIST)
        return failed(for_translation("cannot make {0}: {1}"), path, errno);
    if (!own_directory(path, uid))
        return Error{ErrorCode::permission, tr("{0} is not your own directory", path),
                     tr("remove it, or set XDG_RUNTIME_DIR to a directory of your own")};
    if (::chmod(path.c_str(), kPrivate) != 0)
        return failed(for_translation("cannot protect {0}: {1}"), path, errno);
    return ok();
}

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

Status make_directories(const std::string& path) {
    for (std::size_t at = 1; at != 0 && at <= path.size();) {
        const auto slash = path.find('/', at);
        const auto part = path.substr(0, slash);
        struct stat status {};
        if (!part.empty() && ::mkdir(part.c_str(), kPrivate) != 0) {
            const int error = errno;
            const bool there = ::stat(part.c_str(), &status) == 0;
            if (there && !S_ISDIR(status.st_mode))
                return Error{ErrorCode::io, tr("{0} is no directory", part), tr("move it away")};
            if (!there) return failed(for_translation("cannot make {0}: {1}"), part, error);
        }
        if (slash == std::string::npos) break;
        at = slash + 1;
    }
    return ok();
}

}  // namespace traypulse
