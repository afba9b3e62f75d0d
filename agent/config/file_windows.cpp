#include <windows.h>

#include <array>

#include "agent/config/file.h"
#include "agent/translations/translate.h"
#include "shared/text_windows.h"

namespace traypulse::config {
namespace {

ErrorCode code_of(DWORD error) {
    if (error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND) return ErrorCode::not_found;
    if (error == ERROR_ACCESS_DENIED || error == ERROR_WRITE_PROTECT) return ErrorCode::permission;
    return ErrorCode::io;
}

/// `sentence` has places for the path and the reason.
Error failed(const char* sentence, const std::string& path, DWORD error, std::string remedy) {
    return {code_of(error), tr(sentence, path, windows::reason(error)), std::move(remedy)};
}

/// Owns a handle of a file.
class File {
 public:
    explicit File(HANDLE handle) : handle_(handle) {}
    ~File() { close(); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] HANDLE get() const { return handle_; }
    explicit operator bool() const { return handle_ != INVALID_HANDLE_VALUE; }
    void close() {
        if (handle_ != INVALID_HANDLE_VALUE) CloseHandle(handle_);
        handle_ = INVALID_HANDLE_VALUE;
    }

 private:
    HANDLE handle_;
};

}  // namespace

Result<std::string> read_file(const std::string& path) {
    const File file(CreateFileW(windows::wide(path).c_str(), GENERIC_READ,
                                FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr));
    if (!file)
        return failed(for_translation("cannot open {0}: {1}"), path, GetLastError(),
                      tr("check the path, or start without --config to have one made"));
    BY_HANDLE_FILE_INFORMATION about{};
    const bool known = GetFileInformationByHandle(file.get(), &about) != 0;
    if (known && (about.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0)
        return Error{ErrorCode::invalid_argument, tr("{0} is a directory", path),
                     tr("name a file, like config.toml")};
    if (GetFileType(file.get()) != FILE_TYPE_DISK)
        return Error{ErrorCode::invalid_argument, tr("{0} is no ordinary file", path),
                     tr("name a file, like config.toml")};
    std::string text;
    std::array<char, 65536> block{};
    while (true) {
        DWORD got = 0;
        if (ReadFile(file.get(), block.data(), static_cast<DWORD>(block.size()), &got, nullptr) ==
            0)
            return failed(for_translation("cannot read {0}: {1}"), path, GetLastError(),
                          tr("check the disk"));
        if (got == 0) return text;
        text.append(block.data(), got);
        if (text.size() > kLargestFile)
            return Error{ErrorCode::limit, tr("{0} is larger than 1 MiB", path),
                         tr("a configuration is smaller; is it the right file?")};
    }
}

Status write_file(const std::string& path, std::string_view text) {
    const auto real = windows::wide(path);
    const auto beside = real + L"." + std::to_wstring(GetCurrentProcessId()) + L".part";
    const std::string remedy = tr("make sure that you may write beside it");
    File file(CreateFileW(beside.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS,
                          FILE_ATTRIBUTE_NORMAL, nullptr));
    if (!file)
        return failed(for_translation("cannot write a new file beside {0}: {1}"), path,
                      GetLastError(), remedy);
    const auto give_up = [&](DWORD error) {
        file.close();
        DeleteFileW(beside.c_str());
        return failed(for_translation("cannot write {0}: {1}"), path, error,
                      error == ERROR_DISK_FULL ? std::string(tr("free some disk space")) : remedy);
    };
    while (!text.empty()) {
        DWORD written = 0;
        const auto most = static_cast<DWORD>(std::min<std::size_t>(text.size(), 1U << 30U));
        if (WriteFile(file.get(), text.data(), most, &written, nullptr) == 0)
            return give_up(GetLastError());
        text.remove_prefix(written);
    }
    if (FlushFileBuffers(file.get()) == 0) return give_up(GetLastError());
    file.close();
    // ReplaceFile keeps the old one's rights, attributes and streams; there has to be an old one.
    if (ReplaceFileW(real.c_str(), beside.c_str(), nullptr, 0, nullptr, nullptr) != 0) return ok();
    if (GetLastError() == ERROR_FILE_NOT_FOUND &&
        MoveFileExW(beside.c_str(), real.c_str(),
                    MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) != 0)
        return ok();
    return give_up(GetLastError());
}

}  // namespace traypulse::config
