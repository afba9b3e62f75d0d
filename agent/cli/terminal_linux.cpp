#include "agent/cli/terminal.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "agent/runtime/control_socket.h"

namespace traypulse::cli {
namespace {

// xterm's private modes: 1049 the alternate screen, 25 the cursor.
constexpr std::string_view kEnter = "\033[?1049h\033[?25l";
constexpr std::string_view kLeave = "\033[?25h\033[?1049l";

void put(std::string_view text) {
    // There is nobody to tell where a terminal does not take it.
    [[maybe_unused]] const auto written = ::write(STDOUT_FILENO, text.data(), text.size());
}

sigset_t watched_signals() {
    sigset_t out;
    sigemptyset(&out);
    for (const int each : {SIGINT, SIGTERM, SIGHUP, SIGWINCH}) sigaddset(&out, each);
    return out;
}

/// Takes the first key off what was typed; several may come at once.
Key take_key(std::string& typed) {
    constexpr std::array<std::pair<std::string_view, Key>, 13> kKeys{{{"\033[A", Key::up},
                                                                      {"\033OA", Key::up},
                                                                      {"k", Key::up},
                                                                      {"\033[B", Key::down},
                                                                      {"\033OB", Key::down},
                                                                      {"j", Key::down},
                                                                      {"\033[5~", Key::page_up},
                                                                      {"\033[6~", Key::page_down},
                                                                      {" ", Key::page_down},
                                                                      {"q", Key::quit},
                                                                      {"Q", Key::quit},
                                                                      {"\003", Key::quit},
                                                                      {"\004", Key::quit}}};
    for (const auto& [bytes, key] : kKeys)
        if (typed.starts_with(bytes)) {
            typed.erase(0, bytes.size());
            return key;
        }
    // Escape alone; else an escape sequence that says nothing here.
    const auto key = typed == "\033" ? Key::quit : Key::none;
    typed.erase(0, typed.starts_with('\033') ? typed.size() : 1);
    return key;
}

}  // namespace

struct Terminal::State {
    termios before{};
    sigset_t mask_before{};
    UniqueFd signals;
    std::string typed;  ///< and not yet looked at
};

Terminal::Terminal() : state_(std::make_unique<State>()) {}

std::unique_ptr<Terminal> Terminal::open() {
    if (::isatty(STDIN_FILENO) != 1 || ::isatty(STDOUT_FILENO) != 1) return nullptr;
    std::unique_ptr<Terminal> out(new Terminal());
    auto& s = *out->state_;
    if (::tcgetattr(STDIN_FILENO, &s.before) != 0) return nullptr;
    const auto signals = watched_signals();
    ::sigprocmask(SIG_BLOCK, &signals, &s.mask_before);
    s.signals = UniqueFd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
    auto raw = s.before;
    raw.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON);
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    put(kEnter);
    return out;
}

Terminal::~Terminal() {
    if (!state_->signals) return;
    put(kLeave);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &state_->before);
    ::sigprocmask(SIG_SETMASK, &state_->mask_before, nullptr);
}

Terminal::Size Terminal::size() const {
    winsize w{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) != 0 || w.ws_col == 0 || w.ws_row == 0) return {};
    return {w.ws_col, w.ws_row};
}

Key Terminal::wait(std::chrono::milliseconds at_most) {
    auto& typed = state_->typed;
    if (!typed.empty()) return take_key(typed);
    std::array<pollfd, 2> fds{pollfd{STDIN_FILENO, POLLIN, 0},
                              pollfd{state_->signals.get(), POLLIN, 0}};
    const int ready = ::poll(fds.data(), fds.size(), static_cast<int>(at_most.count()));
    if (ready <= 0) return ready < 0 && errno != EINTR ? Key::quit : Key::none;
    if (fds[1].revents != 0) {
        signalfd_siginfo info{};
        if (::read(state_->signals.get(), &info, sizeof info) != sizeof info) return Key::none;
        return info.ssi_signo == SIGWINCH ? Key::resized : Key::quit;
    }
    std::array<char, 16> bytes{};
    const auto got = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (got <= 0) return Key::quit;  // readable, and nothing there: it was hung up
    typed.assign(bytes.data(), static_cast<std::size_t>(got));
    return take_key(typed);
}

bool speaks_utf8() {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const char* value = std::getenv(name);
        if (value == nullptr || *value == '\0') continue;
        const std::string_view text(value);
        return text.find("UTF-8") != std::string_view::npos ||
               text.find("utf8") != std::string_view::npos ||
               text.find("UTF8") != std::string_view::npos;
    }
    return false;
}

}  // namespace traypulse::cli
