// Who may include whom (ARCHITECTURE.md), checked on the sources themselves.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace traypulse::test {

/// A line that breaks a rule.
struct Violation {
    std::string file;  ///< from the project's root
    int line = 0;
    std::string what;
    [[nodiscard]] std::string text() const {
        return file + ":" + std::to_string(line) + ": " + what;
    }
    bool operator==(const Violation&) const = default;
};

/// Reads every .h and .cpp under shared, helper and agent of a source tree. Sorted by file and
/// line. `files` (may be null) receives how many were read, so that a test notices a tree that
/// isn't there.
std::vector<Violation> check_arrows(const std::filesystem::path& root,
                                    std::size_t* files = nullptr);

}  // namespace traypulse::test
