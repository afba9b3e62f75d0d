// What becomes of a damaged file. Internal to agent/store.
#pragma once

#include <string>

#include "shared/result.h"
#include "shared/types.h"

namespace traypulse::store {

/// Gives the database, with its write-ahead log, the name "PATH.damaged-20240601T120000Z" (or,
/// where that is taken, with a number behind it), so that sqlite3 and its `.recover` still find all
/// of it. No connection of this process may be open. Returns the new name. Error: it could not be
/// renamed.
Result<std::string> set_aside(const std::string& path, WallTime now);

}  // namespace traypulse::store
