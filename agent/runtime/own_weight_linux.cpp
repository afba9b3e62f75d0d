#include <dirent.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "agent/runtime/own_weight.h"

namespace traypulse::runtime {
namespace {

std::string text_of(const std::string& file) {
    std::ifstream in(file);
    std::string text;
    std::getline(in, text);
    return text;
}

/// proc(5), /proc/PID/task/TID/children: each thread knows those that it started.
std::vector<std::string> children() {
    std::vector<std::string> out;
    const std::string tasks = "/proc/self/task";
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir(tasks.c_str()), &closedir);
    if (!directory) return out;
    while (const auto* entry = readdir(directory.get())) {
        if (entry->d_name[0] == '.') continue;
        std::istringstream pids(text_of(tasks + "/" + entry->d_name + "/children"));
        for (std::string pid; pids >> pid;) out.push_back(pid);
    }
    return out;
}

/// utime to cstime of /proc/PID/stat, in clock ticks; behind the name in parentheses, which may
/// hold anything, they are the words 12 to 15.
Nanoseconds child_time(const std::string& pid) {
    const auto stat = text_of("/proc/" + pid + "/stat");
    const auto name_end = stat.rfind(')');
    if (name_end == std::string::npos) return {};
    std::istringstream words(stat.substr(name_end + 1));
    std::string skipped;
    for (int i = 0; i < 11; ++i) words >> skipped;
    std::int64_t ticks = 0;
    for (int i = 0; i < 4; ++i) {
        std::int64_t value = 0;
        words >> value;
        ticks += value;
    }
    static const auto per_second = sysconf(_SC_CLK_TCK);
    return Nanoseconds(std::chrono::seconds(1)) * ticks / (per_second > 0 ? per_second : 100);
}

Nanoseconds time_of(const timeval& t) {
    return std::chrono::seconds(t.tv_sec) + std::chrono::microseconds(t.tv_usec);
}

Nanoseconds spent_by(int who) {
    rusage usage{};
    if (getrusage(who, &usage) != 0) return {};
    return time_of(usage.ru_utime) + time_of(usage.ru_stime);
}

std::uint64_t private_pages(const std::string& process) {
    std::istringstream words(text_of("/proc/" + process + "/statm"));
    std::uint64_t size = 0;
    std::uint64_t resident = 0;
    std::uint64_t shared = 0;
    words >> size >> resident >> shared;
    return resident > shared ? resident - shared : 0;
}

}  // namespace

Nanoseconds processor_time() {
    auto out = spent_by(RUSAGE_SELF) + spent_by(RUSAGE_CHILDREN);
    for (const auto& pid : children()) out += child_time(pid);
    return out;
}

std::uint64_t private_memory() {
    auto pages = private_pages("self");
    for (const auto& pid : children()) pages += private_pages(pid);
    static const auto page = sysconf(_SC_PAGESIZE);
    return pages * static_cast<std::uint64_t>(page > 0 ? page : 4096);
}

void return_free_memory() { malloc_trim(0); }

}  // namespace traypulse::runtime
