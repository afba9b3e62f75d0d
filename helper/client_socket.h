// Descriptor 3: who is there?
#pragma once

#include <cstdint>

#include "helper/options.h"
#include "shared/result.h"

namespace traypulse::helper {

inline constexpr int kClientDescriptor = 3;

/// Whether descriptor 3 is a listening or a connected Unix stream socket; an error where it is
/// neither. Makes it close-on-exec and non-blocking.
[[nodiscard]] Result<Mode> examine_client_descriptor();
/// LISTEN_PID and LISTEN_FDS name this process and one descriptor (sd_listen_fds(3)).
[[nodiscard]] bool listen_fds_are_for_us();

/// SO_PEERCRED: the user who connected, from the kernel. nullopt where it can't be told.
[[nodiscard]] Result<std::uint32_t> peer_uid(int fd);
/// May this user connect to a listening helper: people and root, not services, not mapped ids.
[[nodiscard]] bool uid_may_connect(std::uint32_t uid);

}  // namespace traypulse::helper
