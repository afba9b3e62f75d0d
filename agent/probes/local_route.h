// Whether this machine knows a way to an address, without sending anything.
#pragma once

#include "shared/ip_address.h"

namespace traypulse {

/// 0, or the errno that a packet would meet here (ENETUNREACH, EHOSTUNREACH, EACCES: ip(7)): what
/// is local must not be blamed on the target.
int local_route_error(const IpAddress& address);

}  // namespace traypulse
