#include "agent/install_layout.h"

#include <unistd.h>
#include <uv.h>

#include <array>
#include <filesystem>

namespace traypulse {
namespace {

namespace fs = std::filesystem;

/// Both from the program's directory.
constexpr const char* kInstalled = TRAYPULSE_HELPER_FROM_BIN;
constexpr const char* kInBuildTree = "../helper/traypulse-helper";

InstallLayout find() {
    // Of the kernel: proc_pid_exe(5), or what dyld(3) has from it.
    std::array<char, 4096> own{};
    std::size_t size = own.size();
    // Without /proc only what a package installs can be meant.
    if (uv_exepath(own.data(), &size) != 0) return {{}, TRAYPULSE_HELPER_INSTALLED};
    const fs::path program(std::string(own.data(), size));
    const auto beside = [&](const char* from_here) {
        return (program.parent_path() / from_here).lexically_normal();
    };
    const auto built = beside(kInBuildTree);
    if (::access(beside(kInstalled).c_str(), F_OK) != 0 && ::access(built.c_str(), F_OK) == 0)
        return {program, built};
    return {program, beside(kInstalled)};
}

}  // namespace

const InstallLayout& install_layout() {
    static const InstallLayout layout = find();
    return layout;
}

}  // namespace traypulse
