// Files that a library is to read: certificates.
#pragma once

#include <string>

namespace traypulse {

/// 0 where it can be read and is a file; else the errno that says why not. A pipe or a device
/// would make OpenSSL wait, and the loop with it. Does not wait.
[[nodiscard]] int unreadable(const std::string& file);

}  // namespace traypulse
