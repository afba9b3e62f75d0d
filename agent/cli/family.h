// -4 and -6 of the commands that ping.
#pragma once

#include "agent/engine/check_spec.h"
#include "shared/ip_address.h"

namespace traypulse::cli {

/// Makes a check by ping one of this family only; false, and nothing done, where it is of the
/// other.
bool keep_to_family(CheckSpec& check, Family family);

}  // namespace traypulse::cli
