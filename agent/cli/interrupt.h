// Ctrl-C while something long is made: it ends in order, and leaves nothing half done.
#pragma once

namespace traypulse::cli {

/// As a shell says that somebody interrupted: 128 + SIGINT.
inline constexpr int kExitInterrupted = 130;

/// While one lives, SIGINT, SIGTERM and SIGHUP only leave a note; a second one ends the program as
/// usual. One at a time.
class Interrupt {
 public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;
    [[nodiscard]] static bool came();
};

/// A reader of our output that leaves is an error of writing from now on, and does not end us.
void outlive_readers();

}  // namespace traypulse::cli
