// What /proc says of a process.
#pragma once

#include <dirent.h>
#include <sys/types.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>

namespace traypulse::testing {

/// The lines of /proc/PID/status.
inline std::map<std::string, std::string> status_of(pid_t pid) {
    std::map<std::string, std::string> out;
    std::ifstream file("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(file, line);) {
        const auto colon = line.find(':');
        const auto begin = line.find_first_not_of(" \t", colon + 1);
        out[line.substr(0, colon)] = begin == std::string::npos ? "" : line.substr(begin);
    }
    return out;
}

/// Of memory that is its own, in KiB.
inline long anonymous_memory_of(pid_t pid) { return std::stol(status_of(pid)["RssAnon"]); }

inline std::size_t descriptors_of(pid_t pid) {
    const std::unique_ptr<DIR, int (*)(DIR*)> dir(
        opendir(("/proc/" + std::to_string(pid) + "/fd").c_str()), closedir);
    std::size_t count = 0;
    while (dir && readdir(dir.get()) != nullptr) ++count;
    return count;
}

/// CPU time of all its threads so far, in seconds.
inline double cpu_of(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    std::getline(file, text);
    std::istringstream fields(text.substr(text.rfind(')') + 2));
    std::string skipped;
    for (int i = 0; i < 11; ++i) fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace traypulse::testing
