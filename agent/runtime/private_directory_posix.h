// Directories that are ours alone. Internal to paths_*.cpp.
#pragma once

#include "agent/runtime/paths.h"

namespace traypulse {

/// A directory, and `uid`'s. A link is none.
bool own_directory(const std::string& path, uid_t uid);
/// Makes it, 0700, or takes the one that stands there if it is our own.
Status make_private_directory(const std::string& path, uid_t uid);

}  // namespace traypulse
