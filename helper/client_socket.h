// Descriptor 3: who is there?
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "helper/options.h"
#include "shared/result.h"

namespace traypulse::helper {

inline constexpr int kClientDescriptor = 3;

/// Whether descriptor 3 is a listening or a connected Unix stream socket; an error where it is
/// neither. Makes it close-on-exec and non-blocking.
[[nodiscard]] Result<Mode> examine_client_descriptor();
/// Descriptor 3 is the listening socket of whoever starts services here: systemd has put it there
/// (sd_listen_fds(3)), launchd is asked for it (launch_activate_socket(3)). An error where neither
/// has one for us.
[[nodiscard]] Status claim_listening_socket();

/// One client of descriptor 3, close-on-exec and non-blocking; negative where none waits.
[[nodiscard]] int accept_client();
/// As send(2), without waiting, and without a signal where the client has gone.
[[nodiscard]] std::ptrdiff_t send_to_client(int fd, std::span<const std::uint8_t> bytes);

/// The user who connected, from the kernel. nullopt where it can't be told.
[[nodiscard]] Result<std::uint32_t> peer_uid(int fd);
/// May this user connect to a listening helper: people and root, not services, not mapped ids.
[[nodiscard]] bool uid_may_connect(std::uint32_t uid);

}  // namespace traypulse::helper
