// What process_posix.cpp wants of the system, and each system gives in its own way.
#pragma once

namespace traypulse::helper {

/// False, and errno(3) says why.
[[nodiscard]] bool clear_environment();
/// This descriptor and all above it.
[[nodiscard]] bool close_descriptors_from(int first);
/// No core is written, and nobody of the same user looks into the process.
[[nodiscard]] bool forbid_dumps();

}  // namespace traypulse::helper
