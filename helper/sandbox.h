// Steps 6, 8 and 9 of the start: what the process can't do any more, whoever takes it over.
#pragma once

#include <cstdint>

#include "shared/result.h"

namespace traypulse::helper {

/// Step 6, before a loop exists: io_uring calls answer ENOSYS, so that libuv falls back to epoll.
[[nodiscard]] Status forbid_uring();
/// Step 8: Landlock denies every file and TCP right. Absence of Landlock is tolerated.
[[nodiscard]] Status restrict_files();
/// Step 8: no more descriptors than needed, no process, no file, no core, no locked memory.
[[nodiscard]] Status limit_resources();
/// The bytes that limit_resources() lets a file have: none, but where the log is one.
[[nodiscard]] std::uint64_t largest_file();
/// Step 9: every system call but those that serving needs kills the process.
[[nodiscard]] Status restrict_calls();

}  // namespace traypulse::helper
