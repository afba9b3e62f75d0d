// The client's end of the control socket: bytes, and a deadline for everything.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "agent/translations/translate.h"
#include "shared/result.h"

namespace traypulse::control {

/// One thread.
class ControlLink {
 public:
    using Deadline = std::chrono::steady_clock::time_point;

    /// Errors: nobody listens there, somebody else's agent does, or it takes no further client in
    /// time.
    static Result<std::unique_ptr<ControlLink>> open(const std::string& path, Deadline until);
    ~ControlLink();
    ControlLink(const ControlLink&) = delete;
    ControlLink& operator=(const ControlLink&) = delete;

    /// False: it was not taken in time. What is refused otherwise counts as sent: the reason is
    /// still to be read.
    bool send(std::string_view text, Deadline until);
    /// How many bytes came; 0: none in time, or the other side has ended.
    std::size_t receive(std::span<char> into, Deadline until);

 private:
    struct State;
    explicit ControlLink(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

inline Error not_running() {
    return {ErrorCode::unavailable, tr("no Traypulse is running"), tr("start it with `traypulse`")};
}
inline Error of_another_user() {
    return {ErrorCode::permission, tr("the Traypulse that is running belongs to somebody else"),
            tr("ask it as that user")};
}
inline Error silent() {
    return {ErrorCode::unavailable, tr("the running Traypulse does not answer"),
            tr("if it stays so, end it (`pkill -x traypulse`) and start it again")};
}

}  // namespace traypulse::control
