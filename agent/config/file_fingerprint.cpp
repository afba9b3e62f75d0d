#include "agent/config/file_fingerprint.h"

#include <uv.h>

namespace traypulse::config {

// libuv, since each platform has another name for the nanoseconds of a file's time.
std::string fingerprint(const std::string& path) {
    uv_fs_t asked{};
    std::string out = "none";
    if (uv_fs_stat(nullptr, &asked, path.c_str(), nullptr) == 0) {
        const auto& s = asked.statbuf;
        out = std::to_string(s.st_ino) + " " + std::to_string(s.st_size) + " " +
              std::to_string(s.st_mtim.tv_sec) + "." + std::to_string(s.st_mtim.tv_nsec);
    }
    uv_fs_req_cleanup(&asked);
    return out;
}

}  // namespace traypulse::config
