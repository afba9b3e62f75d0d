#include "agent/store/set_aside.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace traypulse::store {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono;

/// No colons: some file systems do not take them.
std::string file_stamp(WallTime now) {
    const auto day = floor<days>(now);
    const year_month_day date(day);
    const hh_mm_ss time(floor<seconds>(now - day));
    std::array<char, 48> out{};
    std::snprintf(out.data(), out.size(), "%04d%02u%02uT%02d%02d%02dZ", int(date.year()),
                  unsigned(date.month()), unsigned(date.day()), int(time.hours().count()),
                  int(time.minutes().count()), int(time.seconds().count()));
    return out.data();
}

}  // namespace

Result<std::string> set_aside(const std::string& path, WallTime now) {
    const auto wanted = path + ".damaged-" + file_stamp(now);
    auto name = wanted;
    std::error_code error;
    for (int n = 2; fs::exists(name, error); ++n) name = wanted + "-" + std::to_string(n);
    // The log first: one that stays beside a new file would be taken for that file's own.
    const bool log = fs::exists(path + "-wal", error);
    if (log) fs::rename(path + "-wal", name + "-wal", error);
    if (!error) fs::rename(path, name, error);
    if (error) {
        const auto why = error.message();
        if (log) fs::rename(name + "-wal", path + "-wal", error);
        return Error{ErrorCode::io, path + " is damaged and cannot be renamed: " + why,
                     "make its directory writable"};
    }
    fs::remove(path + "-shm", error);  // the log's index, which SQLite makes anew
    return name;
}

}  // namespace traypulse::store
