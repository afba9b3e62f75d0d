#include <filesystem>

#include "agent/config/file.h"

namespace traypulse::config {

Parsed load(const std::string& path) {
    const auto name = std::filesystem::path(path).filename().string();
    const auto text = read_file(path);
    if (text) return parse(text.value(), name);
    const auto& error = text.error();
    Parsed out;
    out.problems.push_back(
        {name, 0, 0, error.what + (error.remedy.empty() ? "" : "; " + error.remedy)});
    return out;
}

}  // namespace traypulse::config
