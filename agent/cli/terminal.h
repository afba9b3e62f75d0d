// The terminal that standard input and output are, as something to draw on.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace traypulse::cli {

enum class Key : std::uint8_t { none, quit, up, down, page_up, page_down, resized };

/// One thread, one at a time. While it lives the terminal shows the alternate screen, does not echo
/// and gives keys at once (termios(3)); all of that is taken back at the end, also where SIGINT,
/// SIGTERM or SIGHUP asks for it (they become Key::quit).
class Terminal {
 public:
    /// nullptr: standard input or output is none.
    static std::unique_ptr<Terminal> open();
    ~Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    struct Size {
        std::size_t columns = 80, rows = 24;
    };
    [[nodiscard]] Size size() const;
    /// Waits for a key, at most so long. Key::quit, too, where the terminal has gone.
    Key wait(std::chrono::milliseconds at_most);

 private:
    Terminal();
    struct State;
    std::unique_ptr<State> state_;
};

/// LC_ALL, LC_CTYPE and LANG (locale(7)) say UTF-8.
bool speaks_utf8();

}  // namespace traypulse::cli
