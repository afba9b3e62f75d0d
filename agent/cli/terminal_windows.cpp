// The console of Windows 10, which understands xterm's sequences where it is told to.
#include "agent/cli/terminal.h"

#include <windows.h>

#include <string_view>

namespace traypulse::cli {
namespace {

constexpr std::string_view kEnter = "\033[?1049h\033[?25l";
constexpr std::string_view kLeave = "\033[?25h\033[?1049l";

Key key_of(const KEY_EVENT_RECORD& event) {
    if (event.bKeyDown == 0) return Key::none;
    switch (event.wVirtualKeyCode) {
        case VK_UP:
            return Key::up;
        case VK_DOWN:
            return Key::down;
        case VK_PRIOR:
            return Key::page_up;
        case VK_NEXT:
            return Key::page_down;
        case VK_ESCAPE:
            return Key::quit;
        default:
            break;
    }
    switch (event.uChar.UnicodeChar) {
        case L'k':
            return Key::up;
        case L'j':
            return Key::down;
        case L' ':
            return Key::page_down;
        case L'q':
        case L'Q':
        case 3:  // Ctrl-C, which is a key while input is not processed
        case 4:
            return Key::quit;
        default:
            return Key::none;
    }
}

}  // namespace

struct Terminal::State {
    HANDLE in = INVALID_HANDLE_VALUE;
    HANDLE out = INVALID_HANDLE_VALUE;
    DWORD in_before = 0;
    DWORD out_before = 0;
    UINT code_page_before = 0;
    bool entered = false;

    void put(std::string_view text) const {
        DWORD written = 0;
        WriteFile(out, text.data(), static_cast<DWORD>(text.size()), &written, nullptr);
    }
};

Terminal::Terminal() : state_(std::make_unique<State>()) {}

std::unique_ptr<Terminal> Terminal::open() {
    std::unique_ptr<Terminal> out(new Terminal());
    auto& s = *out->state_;
    s.in = GetStdHandle(STD_INPUT_HANDLE);
    s.out = GetStdHandle(STD_OUTPUT_HANDLE);
    if (GetConsoleMode(s.in, &s.in_before) == 0 || GetConsoleMode(s.out, &s.out_before) == 0)
        return nullptr;
    if (SetConsoleMode(s.out, s.out_before | ENABLE_PROCESSED_OUTPUT |
                                  ENABLE_VIRTUAL_TERMINAL_PROCESSING) == 0)
        return nullptr;  // an older console, which would show the sequences themselves
    SetConsoleMode(s.in, ENABLE_WINDOW_INPUT);
    s.code_page_before = GetConsoleOutputCP();
    SetConsoleOutputCP(CP_UTF8);
    s.put(kEnter);
    s.entered = true;
    return out;
}

Terminal::~Terminal() {
    const auto& s = *state_;
    if (!s.entered) return;
    s.put(kLeave);
    SetConsoleOutputCP(s.code_page_before);
    SetConsoleMode(s.in, s.in_before);
    SetConsoleMode(s.out, s.out_before);
}

Terminal::Size Terminal::size() const {
    CONSOLE_SCREEN_BUFFER_INFO info{};
    if (GetConsoleScreenBufferInfo(state_->out, &info) == 0) return {};
    return {static_cast<std::size_t>(info.srWindow.Right - info.srWindow.Left + 1),
            static_cast<std::size_t>(info.srWindow.Bottom - info.srWindow.Top + 1)};
}

Key Terminal::wait(std::chrono::milliseconds at_most) {
    const auto left = at_most.count() < 0 ? DWORD{0} : static_cast<DWORD>(at_most.count());
    const auto woken = WaitForSingleObject(state_->in, left);
    if (woken == WAIT_TIMEOUT) return Key::none;
    INPUT_RECORD record{};
    DWORD count = 0;
    if (woken != WAIT_OBJECT_0 || ReadConsoleInputW(state_->in, &record, 1, &count) == 0)
        return Key::quit;  // the console has gone
    if (count == 0) return Key::none;
    if (record.EventType == WINDOW_BUFFER_SIZE_EVENT) return Key::resized;
    return record.EventType == KEY_EVENT ? key_of(record.Event.KeyEvent) : Key::none;
}

/// Terminal::open() tells the console to.
bool speaks_utf8() { return true; }

}  // namespace traypulse::cli
