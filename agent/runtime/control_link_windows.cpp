#include <windows.h>

#include <algorithm>

#include "agent/runtime/control_link.h"
#include "agent/runtime/pipe_name_windows.h"
#include "shared/text_windows.h"

namespace traypulse::control {
namespace {

/// What is left until then, as Windows counts it.
DWORD left_until(ControlLink::Deadline until) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                          until - std::chrono::steady_clock::now())
                          .count();
    constexpr std::int64_t kDay = 86'400'000;
    return static_cast<DWORD>(std::clamp<std::int64_t>(left, 0, kDay));
}

}  // namespace

struct ControlLink::State {
    explicit State(HANDLE opened)
        : pipe(opened), event(CreateEventW(nullptr, TRUE, FALSE, nullptr)) {}
    ~State() {
        CloseHandle(pipe);
        if (event != nullptr) CloseHandle(event);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    /// Waits for what was begun; false where it did not end in time or well.
    bool finish(OVERLAPPED& request, Deadline until, DWORD& bytes) const {
        if (WaitForSingleObject(event, left_until(until)) != WAIT_OBJECT_0)
            CancelIoEx(pipe, &request);
        return GetOverlappedResult(pipe, &request, &bytes, TRUE) != 0;
    }

    HANDLE pipe;
    HANDLE event;
};

ControlLink::ControlLink(std::unique_ptr<State> state) : state_(std::move(state)) {}
ControlLink::~ControlLink() = default;

Result<std::unique_ptr<ControlLink>> ControlLink::open(const std::string& path, Deadline until) {
    const auto name = windows::wide(pipe_name(path));
    while (true) {
        // Whoever listens there learns who we are, but may not act as us.
        HANDLE pipe = CreateFileW(
            name.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING,
            FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr);
        if (pipe != INVALID_HANDLE_VALUE)
            return std::unique_ptr<ControlLink>(new ControlLink(std::make_unique<State>(pipe)));
        if (GetLastError() == ERROR_ACCESS_DENIED) return of_another_user();
        if (GetLastError() != ERROR_PIPE_BUSY) return not_running();
        if (WaitNamedPipeW(name.c_str(), std::max<DWORD>(1, left_until(until))) == 0)
            return silent();
    }
}

bool ControlLink::send(std::string_view text, Deadline until) {
    while (!text.empty()) {
        OVERLAPPED request{};
        request.hEvent = state_->event;
        ResetEvent(state_->event);
        constexpr std::size_t kMost = 65'536;
        const auto size = static_cast<DWORD>(std::min(text.size(), kMost));
        DWORD written = 0;
        if (WriteFile(state_->pipe, text.data(), size, nullptr, &request) == 0 &&
            GetLastError() != ERROR_IO_PENDING)
            return true;  // it may have refused with a reason that is still to be read
        if (!state_->finish(request, until, written)) return false;
        text.remove_prefix(written);
    }
    return true;
}

std::size_t ControlLink::receive(std::span<char> into, Deadline until) {
    OVERLAPPED request{};
    request.hEvent = state_->event;
    ResetEvent(state_->event);
    DWORD got = 0;
    if (ReadFile(state_->pipe, into.data(), static_cast<DWORD>(into.size()), nullptr, &request) ==
            0 &&
        GetLastError() != ERROR_IO_PENDING)
        return 0;
    return state_->finish(request, until, got) ? got : 0;
}

}  // namespace traypulse::control
