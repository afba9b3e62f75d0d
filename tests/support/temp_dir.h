// A directory that goes when its owner goes.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace traypulse::test {

/// Below $TMPDIR or /tmp. Throws std::system_error where that can't be written.
class TempDir {
 public:
    /// `open`: every user may write there (a program under test may run as another user).
    explicit TempDir(bool open = false);
    ~TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::string operator/(std::string_view name) const {
        return (path_ / name).string();
    }
    /// Writes a file, making the directories above it; returns its path.
    std::string write(std::string_view name, std::string_view text) const;

 private:
    std::filesystem::path path_;
};

/// The whole file, or nothing where there is none.
std::string read_file(const std::filesystem::path& path);

}  // namespace traypulse::test
