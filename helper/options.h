// The command line of the helper. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "helper/limits.h"
#include "shared/result.h"

namespace traypulse::helper {

enum class Mode : std::uint8_t {
    inherited,  ///< --fd 3: one connected client at descriptor 3
    listening,  ///< LISTEN_FDS of sd_listen_fds(3): a listening socket at descriptor 3
};

struct Options {
    enum class Action : std::uint8_t { serve, show_help, show_version };
    Action action = Action::serve;
    bool inherited = false;  ///< --fd 3 was given
    bool debug = false;      ///< --log-level debug: packets in hex on stderr
    Limits limits;
};

/// `arguments` without the program's name. `limits`: what holds where no argument says otherwise.
/// Never called under AT_SECURE: the caller of a set-uid helper may not choose.
[[nodiscard]] Result<Options> parse_options(std::span<char* const> arguments, const Limits& limits);

[[nodiscard]] std::string_view help_text();

}  // namespace traypulse::helper
