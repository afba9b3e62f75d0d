// The text of config.toml → Settings, or every reason why not. Pure.
#pragma once

#include <string_view>

#include "agent/config/problem.h"
#include "agent/config/settings.h"

namespace traypulse::config {

// The bounds of what can be asked for. Each stands in the message about a value beyond it.

/// The helper sends no faster than this to one address (its quota against floods).
inline constexpr Nanoseconds kLeastInterval = std::chrono::milliseconds(10);
/// Less than one check a day says nothing about now.
inline constexpr Nanoseconds kMostInterval = std::chrono::hours(24);
inline constexpr Nanoseconds kLeastTimeout = std::chrono::milliseconds(10);
/// Later than a minute no answer is worth waiting for, and each request in flight costs memory.
inline constexpr Nanoseconds kMostTimeout = std::chrono::minutes(1);
/// An Ethernet frame without the IPv4 and ICMP headers; the helper sends nothing larger.
inline constexpr int kMostPayload = 1472;
/// The helper's streams per user.
inline constexpr std::size_t kMostTargets = 4096;
/// Each of them is asked every few seconds.
inline constexpr std::size_t kMostAnchors = 16;
/// A name has to fit into a menu.
inline constexpr std::size_t kLongestTargetName = 100;

/// What came of reading. Settings are complete and valid only where there is no problem.
struct Parsed {
    Settings settings;
    Problems problems;  ///< in the order of the file; all of them, apart from a syntax error, which
                        ///< is one
    [[nodiscard]] bool ok() const { return problems.empty(); }
};

/// `filename` is what the problems call the file. Never throws for anything that a file can hold.
Parsed parse(std::string_view text, std::string_view filename);

}  // namespace traypulse::config
