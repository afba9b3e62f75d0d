#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "agent/store/output_file.h"
#include "agent/translations/translate.h"
#include "shared/descriptor.h"

namespace traypulse::store {
namespace {

constexpr const char* kCannotOpen = for_translation("cannot open {0}: {1}");
constexpr const char* kCannotWrite = for_translation("cannot write {0}: {1}");

/// Left over by a run that was killed, or another one of this moment.
constexpr int kMostNames = 100;

std::string folder_of(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

std::string remedy_for(int error, const std::string& path) {
    if (error == ENOSPC || error == EDQUOT)
        return tr("free some space on that disk, or name another");
    if (error == EISDIR) return tr("name a file");
    return tr("make sure that you may write to {0}", folder_of(path));
}

}  // namespace

OutputFile::OutputFile(int fd, std::string path, std::string temporary)
    : fd_(fd), path_(std::move(path)), temporary_(std::move(temporary)) {}

OutputFile::~OutputFile() {
    if (fd_ >= 0) ::close(fd_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Error OutputFile::failed(const char* sentence, int error) const {
    return {ErrorCode::io, tr(sentence, path_, std::generic_category().message(error)),
            remedy_for(error, path_)};
}

Result<std::unique_ptr<OutputFile>> OutputFile::open(const std::string& path) {
    std::unique_ptr<OutputFile> out(new OutputFile(-1, path, {}));
    struct stat there {};
    if (::stat(path.c_str(), &there) == 0) {
        if (S_ISDIR(there.st_mode)) return out->failed(kCannotWrite, EISDIR);
        if (!S_ISREG(there.st_mode)) {
            out->fd_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
            if (out->fd_ < 0) return out->failed(kCannotOpen, errno);
            return out;
        }
        // A link's target is replaced, not the link.
        if (char* real = ::realpath(path.c_str(), nullptr); real != nullptr) {
            out->path_ = real;
            ::free(real);
        }
    }
    // With the mode that the umask allows, as a person's other files have it.
    for (int n = 0; out->fd_ < 0 && n < kMostNames; ++n) {
        auto name =
            out->path_ + "." + std::to_string(::getpid()) + "-" + std::to_string(n) + ".part";
        out->fd_ = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (out->fd_ >= 0)
            out->temporary_ = std::move(name);
        else if (errno != EEXIST)
            break;
    }
    if (out->fd_ < 0) return out->failed(kCannotWrite, errno);
    return out;
}

Status OutputFile::write(std::string_view text) {
    if (!write_all(fd_, text)) return failed(kCannotWrite, errno);
    return ok();
}

Status OutputFile::finish() {
    if (temporary_.empty()) return ok();
    if (::fsync(fd_) != 0) return failed(kCannotWrite, errno);
    if (::close(std::exchange(fd_, -1)) != 0) return failed(kCannotWrite, errno);
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) return failed(kCannotWrite, errno);
    temporary_.clear();
    // The new name itself has to reach the disk; where a directory can't be synced, nothing is
    // lost now.
    const UniqueFd folder(::open(folder_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder) ::fsync(folder.get());
    return ok();
}

}  // namespace traypulse::store
