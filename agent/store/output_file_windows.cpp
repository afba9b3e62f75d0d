// The descriptor is one of the C library: its functions are in io.h here.
#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>
#include <windows.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "agent/store/output_file.h"
#include "agent/translations/translate.h"
#include "shared/text_windows.h"

namespace traypulse::store {
namespace {

constexpr const char* kCannotOpen = for_translation("cannot open {0}: {1}");
constexpr const char* kCannotWrite = for_translation("cannot write {0}: {1}");

/// Left over by a run that was killed, or another one of this moment.
constexpr int kMostNames = 100;
constexpr int kMode = _S_IREAD | _S_IWRITE;
constexpr unsigned kMostAtOnce = 1U << 30U;

}  // namespace

OutputFile::OutputFile(int fd, std::string path, std::string temporary)
    : fd_(fd), path_(std::move(path)), temporary_(std::move(temporary)) {}

OutputFile::~OutputFile() {
    if (fd_ >= 0) ::_close(fd_);
    if (!temporary_.empty()) ::_wunlink(windows::wide(temporary_).c_str());
}

Error OutputFile::failed(const char* sentence, int error) const {
    return {ErrorCode::io, tr(sentence, path_, std::generic_category().message(error)),
            error == ENOSPC   ? tr("free some space on that disk, or name another")
            : error == EISDIR ? tr("name a file")
                              : tr("make sure that you may write there")};
}

Result<std::unique_ptr<OutputFile>> OutputFile::open(const std::string& path) {
    std::unique_ptr<OutputFile> out(new OutputFile(-1, path, {}));
    const auto name = windows::wide(path);
    const auto attributes = GetFileAttributesW(name.c_str());
    if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0)
        return out->failed(kCannotWrite, EISDIR);
    // A pipe or a device is written to directly.
    if (path.starts_with("\\\\.\\")) {
        out->fd_ = ::_wopen(name.c_str(), _O_WRONLY | _O_BINARY | _O_NOINHERIT);
        if (out->fd_ < 0) return out->failed(kCannotOpen, errno);
        return out;
    }
    for (int n = 0; out->fd_ < 0 && n < kMostNames; ++n) {
        auto part = out->path_ + "." + std::to_string(GetCurrentProcessId()) + "-" +
                    std::to_string(n) + ".part";
        out->fd_ = ::_wopen(windows::wide(part).c_str(),
                            _O_WRONLY | _O_CREAT | _O_EXCL | _O_BINARY | _O_NOINHERIT, kMode);
        if (out->fd_ >= 0)
            out->temporary_ = std::move(part);
        else if (errno != EEXIST)
            break;
    }
    if (out->fd_ < 0) return out->failed(kCannotWrite, errno);
    return out;
}

Status OutputFile::write(std::string_view text) {
    while (!text.empty()) {
        const auto most = static_cast<unsigned>(std::min<std::size_t>(text.size(), kMostAtOnce));
        const int written = ::_write(fd_, text.data(), most);
        if (written < 0) return failed(kCannotWrite, errno);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ok();
}

Status OutputFile::finish() {
    if (temporary_.empty()) return ok();
    if (::_commit(fd_) != 0) return failed(kCannotWrite, errno);
    if (::_close(std::exchange(fd_, -1)) != 0) return failed(kCannotWrite, errno);
    if (MoveFileExW(windows::wide(temporary_).c_str(), windows::wide(path_).c_str(),
                    MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) == 0)
        return Error{ErrorCode::io, tr(kCannotWrite, path_, windows::reason(GetLastError())),
                     tr("make sure that no program has it open")};
    temporary_.clear();
    return ok();
}

}  // namespace traypulse::store
