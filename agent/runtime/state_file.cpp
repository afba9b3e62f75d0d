#include "agent/runtime/state_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "agent/runtime/log.h"

namespace traypulse::runtime {
namespace {

namespace fs = std::filesystem;

/// "20240601T120000Z": no colons, which some file systems do not take.
std::string stamp(WallTime now) {
    std::string out;
    for (const char c : rfc3339(now)) {
        if (c == '.') break;
        if (c != '-' && c != ':') out += c;
    }
    return out + "Z";
}

}  // namespace

Result<std::string> read_state(const std::string& path) {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) return std::string();
    const auto unreadable = [&](const std::string& why) {
        return Error{ErrorCode::io, "it cannot be read: " + why, ""};
    };
    if (error) return unreadable(error.message());
    if (status.type() != fs::file_type::regular) return unreadable("it is no ordinary file");
    const auto size = fs::file_size(path, error);
    if (error) return unreadable(error.message());
    if (size > kLargestState) return unreadable("it is larger than 16 MiB");
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file.is_open() || file.bad()) return unreadable("the system refuses it");
    return text;
}

Error set_aside(const std::string& path, const std::string& why, WallTime now) {
    const auto wanted = path + ".damaged-" + stamp(now);
    auto name = wanted;
    std::error_code error;
    for (int n = 2; fs::exists(name, error); ++n) name = wanted + "-" + std::to_string(n);
    fs::rename(path, name, error);
    if (error)
        return {ErrorCode::io, path + " is damaged (" + why + ")",
                "it cannot be set aside (" + error.message() + "); it is left as it is"};
    return {ErrorCode::io, path + " is damaged (" + why + ")",
            "it was set aside as " + name + "; what could be read of it is kept"};
}

}  // namespace traypulse::runtime
