#include <sys/auxv.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdlib>

#include "helper/process.h"
#include "helper/process_system.h"

namespace traypulse::helper {

bool started_with_more_than_the_caller_has() { return getauxval(AT_SECURE) != 0; }

bool clear_environment() { return clearenv() == 0; }

bool close_descriptors_from(int first) {
    return close_range(static_cast<unsigned>(first), ~0U, 0) == 0;
}

bool forbid_dumps() { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0; }

}  // namespace traypulse::helper
