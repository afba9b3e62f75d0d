// A descriptor with an owner, and what is done with descriptors everywhere.
#pragma once

#include <string_view>
#include <utility>

namespace traypulse {

class UniqueFd {
 public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) : fd_(fd) {}
    UniqueFd(UniqueFd&& other) noexcept : fd_(other.release()) {}
    UniqueFd& operator=(UniqueFd&& other) noexcept {
        if (this != &other) {
            reset();
            fd_ = other.release();
        }
        return *this;
    }
    UniqueFd(const UniqueFd&) = delete;
    UniqueFd& operator=(const UniqueFd&) = delete;
    ~UniqueFd() { reset(); }
    void reset();
    /// Somebody else's from now on.
    [[nodiscard]] int release() { return std::exchange(fd_, -1); }
    [[nodiscard]] int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }

 private:
    int fd_ = -1;
};

/// write(2) until all of it is written; false where it fails, and errno says why. Waits, if `fd`
/// does.
[[nodiscard]] bool write_all(int fd, std::string_view text);

/// No call on it waits, and no program that is started inherits it (fcntl(2)). False where that
/// fails, and errno says why.
[[nodiscard]] bool make_own(int fd);

}  // namespace traypulse
