// Windows has named pipes where others have sockets with a path.
#pragma once

#include <algorithm>
#include <string>

namespace traypulse::control {

/// The pipe that stands for a path: one word of it, for a pipe's name has no folders. UTF-8.
inline std::string pipe_name(const std::string& path) {
    std::string word = path;
    std::replace_if(
        word.begin(), word.end(), [](char c) { return c == '\\' || c == '/' || c == ':'; }, '_');
    return "\\\\.\\pipe\\traypulse-" + word;
}

}  // namespace traypulse::control
