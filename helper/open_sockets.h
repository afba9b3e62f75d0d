// Step 3 of the start: the best kind of socket for each family.
#pragma once

#include <vector>

#include "helper/icmp_socket.h"
#include "helper/path.h"
#include "shared/result.h"

namespace traypulse::helper {

struct OpenedSockets {
    Families families;
    std::vector<IcmpSocket> sockets;
};

/// Raw where it is allowed, else datagram, else none; an error where there is none for any family.
[[nodiscard]] Result<OpenedSockets> open_sockets(Random& random);

}  // namespace traypulse::helper
