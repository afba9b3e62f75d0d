// Tells when a file that a person edits has changed.
#pragma once

#include <uv.h>

#include <functional>
#include <string>

#include "shared/uv_handle.h"

namespace traypulse::runtime {

/// Loop thread only. Watches the directory (editors replace the file by renaming another over it)
/// and calls `changed` once the writing has settled. A directory that goes away is looked for again
/// each second.
class FileWatch {
 public:
    FileWatch(uv_loop_t* loop, const std::string& path, std::function<void()> changed);
    ~FileWatch();
    FileWatch(const FileWatch&) = delete;
    FileWatch& operator=(const FileWatch&) = delete;

 private:
    struct Block;
    void begin();
    void look();

    uv_loop_t* loop_;
    std::string path_;
    std::string directory_;
    std::function<void()> changed_;
    std::string seen_;  ///< identity, size and time of the file when it was last looked at
    uv::Timer settle_;
    Block* block_ = nullptr;
};

}  // namespace traypulse::runtime
