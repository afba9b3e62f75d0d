// Which file a path names, so that one that has been replaced or deleted is noticed. Internal to
// agent/store.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>

namespace traypulse::store {

struct FileIdentity {
    std::uint64_t device = 0;
    std::uint64_t number = 0;  ///< the inode's
    bool operator==(const FileIdentity&) const = default;
};
/// Nothing where there is no such file.
inline std::optional<FileIdentity> identity_of(const std::string& path) {
    struct stat found {};
    if (stat(path.c_str(), &found) != 0) return std::nullopt;
    return FileIdentity{found.st_dev, found.st_ino};
}

}  // namespace traypulse::store
