#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "agent/config/file.h"
#include "agent/translations/translate.h"
#include "shared/descriptor.h"

namespace traypulse::config {
namespace {

ErrorCode code_of(int error) {
    if (error == ENOENT || error == ENOTDIR) return ErrorCode::not_found;
    if (error == EACCES || error == EPERM || error == EROFS) return ErrorCode::permission;
    return ErrorCode::io;
}

/// `sentence` has places for the path and for the reason.
Error failed(const char* sentence, const std::string& path, int error, std::string remedy) {
    return {code_of(error), tr(sentence, path, std::strerror(error)), std::move(remedy)};
}

std::string_view read_remedy(int error) {
    switch (code_of(error)) {
        case ErrorCode::not_found:
            return tr("check the path, or start without --config to have one made");
        case ErrorCode::permission:
            return tr("make it readable for you: chmod u+r");
        default:
            return tr("check the disk");
    }
}

/// Where the links end, so that a link into someone's dotfiles stays one.
std::string resolved(const std::string& path) {
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr),
                                                           &std::free);
    return real ? std::string(real.get()) : path;
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
    // O_NONBLOCK: a FIFO under this name must not hang the program.
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd) {
        const int error = errno;
        return failed(for_translation("cannot open {0}: {1}"), path, error,
                      std::string(read_remedy(error)));
    }
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0)
        return failed(for_translation("cannot read {0}: {1}"), path, errno, {});
    if (!S_ISREG(status.st_mode))
        return Error{ErrorCode::invalid_argument,
                     S_ISDIR(status.st_mode) ? tr("{0} is a directory", path)
                                             : tr("{0} is no ordinary file", path),
                     tr("name a file, like config.toml")};
    std::string text;
    std::array<char, 65536> block{};
    while (true) {
        const auto got = ::read(fd.get(), block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0)
            return failed(for_translation("cannot read {0}: {1}"), path, errno,
                          tr("check the disk"));
        if (got == 0) return text;
        text.append(block.data(), static_cast<std::size_t>(got));
        if (text.size() > kLargestFile)
            return Error{ErrorCode::limit, tr("{0} is larger than 1 MiB", path),
                         tr("a configuration is smaller; is it the right file?")};
    }
}

Status write_file(const std::string& path, std::string_view text) {
    const auto real = resolved(path);
    const auto slash = real.rfind('/');
    const auto directory =
        slash == std::string::npos ? std::string(".") : real.substr(0, slash + 1);
    struct stat old {};
    const bool exists = ::stat(real.c_str(), &old) == 0;
    auto temporary = real + ".XXXXXX";
    const std::string remedy = tr("make sure that you may write to {0}", directory);
    const UniqueFd fd(::mkostemp(temporary.data(), O_CLOEXEC));
    if (!fd)
        return failed(for_translation("cannot write a new file beside {0}: {1}"), real, errno,
                      remedy);
    const auto give_up = [&](int error) {
        ::unlink(temporary.c_str());
        return failed(for_translation("cannot write {0}: {1}"), real, error,
                      error == ENOSPC || error == EDQUOT ? tr("free some disk space") : remedy);
    };
    if (exists) {
        // The group is a courtesy (it fails for a group that one is no member of); the mode is not.
        if (::fchown(fd.get(), static_cast<uid_t>(-1), old.st_gid) != 0) errno = 0;
        if (::fchmod(fd.get(), old.st_mode & 07777U) != 0) return give_up(errno);
    }
    if (!write_all(fd.get(), text)) return give_up(errno);
    if (::fsync(fd.get()) != 0) return give_up(errno);
    if (::rename(temporary.c_str(), real.c_str()) != 0) return give_up(errno);
    // The new name itself has to reach the disk; where a directory can't be synced, nothing is lost
    // now.
    const UniqueFd parent(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (parent) ::fsync(parent.get());
    return ok();
}

}  // namespace traypulse::config
