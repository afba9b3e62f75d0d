// Where the systems differ over sockets between programs of one machine. For *_posix.cpp only.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string_view>

#include "agent/runtime/control_socket.h"

namespace traypulse::control {

/// A stream on which no call waits, and which the programs that we start do not inherit. Empty
/// where there is none; errno says why, as with all of these.
UniqueFd local_socket();
/// The same, from the next one who waits at a listening socket.
UniqueFd accept_local(int listening);
/// Whose program is at the other end; nothing where the kernel does not say.
std::optional<uid_t> uid_of_peer(int fd);
/// send(2). That nobody reads any more is an error here, and no signal.
ssize_t send_to_peer(int fd, std::string_view text);

}  // namespace traypulse::control
