// By what a file is known to be the one that it was.
#pragma once

#include <string>

namespace traypulse::config {

/// Identity, size and time of the file; "none" where there is none. Another text: another file, or
/// other contents.
std::string fingerprint(const std::string& path);

}  // namespace traypulse::config
