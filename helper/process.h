// Step 1 of the start: nothing that the caller left behind matters any more.
#pragma once

#include "shared/result.h"

namespace traypulse::helper {

/// AT_SECURE (getauxval(3)), issetugid(2): started set-uid, set-gid or with file capabilities, by
/// someone who has less.
[[nodiscard]] bool started_with_more_than_the_caller_has();

/// Descriptors 0–2 are open, only 3 beside them; signals, timers, directory and umask are at their
/// defaults, but for abort(3), which says a sentence and exits with helper_exit::kSystem; under
/// AT_SECURE the environment is empty; the process can't be traced or dumped.
[[nodiscard]] Status sanitise_process(bool secure);

/// The soft limit of open files is what the connections need, whatever the caller set. Returns how
/// many connections it suffices for, or an error where it does not suffice for any.
[[nodiscard]] Result<unsigned> make_room_for_descriptors();

}  // namespace traypulse::helper
