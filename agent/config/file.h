// config.toml on the disk.
#pragma once

#include <string>

#include "agent/config/parse.h"
#include "shared/result.h"

namespace traypulse::config {

/// 4096 targets with every key set and a comment each are below this; more is not a configuration.
inline constexpr std::size_t kLargestFile = 1024UL * 1024UL;

/// The file's bytes. Refused with a sentence each: not there (not_found), unreadable (permission),
/// a directory or device, larger than kLargestFile (limit). Blocks for as long as the disk does.
Result<std::string> read_file(const std::string& path);

/// What the file says, or the one reason why it can't be read as a problem without a place. The
/// problems name the file by its last component, as LOOK's words have it.
Parsed load(const std::string& path);

/// Replaces the file in one step: a reader sees the old or the new one, whole, also after a power
/// cut. Follows symbolic links, keeps the old file's mode (0600 for a new file), fsyncs. On error
/// the old file stands untouched.
Status write_file(const std::string& path, std::string_view text);

}  // namespace traypulse::config
