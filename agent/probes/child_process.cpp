#include "agent/probes/child_process.h"

#include <csignal>
#include <utility>

namespace traypulse {
namespace {

void let_go(uv_process_t* process) {
    uv_close(reinterpret_cast<uv_handle_t*>(process),
             [](uv_handle_t* h) { delete reinterpret_cast<uv_process_t*>(h); });
}

}  // namespace

int ChildProcess::spawn(uv_loop_t* loop, uv_process_options_t options, Ended ended) {
    ended_ = std::move(ended);
    options.exit_cb = [](uv_process_t* p, std::int64_t status, int signal) {
        if (p->data == nullptr) return let_go(p);
        const auto tell = static_cast<ChildProcess*>(p->data)->ended_;
        if (tell) tell(status, signal);
    };
    process_ = new uv_process_t{};
    process_->data = this;
    return uv_spawn(loop, process_, &options);
}

void ChildProcess::kill() {
    if (process_ != nullptr && uv_is_active(reinterpret_cast<uv_handle_t*>(process_)) != 0)
        uv_process_kill(process_, SIGKILL);
}

void ChildProcess::kill_group() {
    if (process_ != nullptr && uv_is_active(reinterpret_cast<uv_handle_t*>(process_)) != 0)
        uv_kill(-uv_process_get_pid(process_), SIGKILL);
}

ChildProcess::~ChildProcess() {
    if (process_ == nullptr) return;
    process_->data = nullptr;
    // libuv collects only what it has a handle of: the handle stays until the exit was seen.
    const bool runs = uv_is_active(reinterpret_cast<uv_handle_t*>(process_)) != 0;
    if (!runs || uv_process_kill(process_, SIGKILL) == UV_EPERM) let_go(process_);
}

}  // namespace traypulse
