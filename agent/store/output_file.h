// A file that is there whole, or not at all.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "shared/result.h"

namespace traypulse::store {

/// What is written goes to a temporary file beside `path`, which takes its name with finish();
/// without that, nothing is left. A pipe or a device under that name is written to directly. One
/// thread.
class OutputFile {
 public:
    static Result<std::unique_ptr<OutputFile>> open(const std::string& path);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    Status write(std::string_view text);
    /// Everything is on the disk then, under its name. Call it once.
    Status finish();

 private:
    OutputFile(int fd, std::string path, std::string temporary);
    [[nodiscard]] Error failed(const char* sentence, int error) const;

    int fd_ = -1;
    std::string path_;
    std::string temporary_;  ///< empty: written to directly, or finished
};

}  // namespace traypulse::store
