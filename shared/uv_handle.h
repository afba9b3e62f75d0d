// Who owns a libuv handle: these objects do. Closing is asynchronous in libuv, so the memory lives
// in a block of its own until the close callback, and the owner may go at any time, even inside its
// callback.
#pragma once

#include <uv.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>

namespace traypulse::uv {

/// Base of the wrappers below. Loop thread only. Movable; the destructor stops and closes.
template <class Raw, class... Args>
class Handle {
 public:
    Handle() = default;
    Handle(Handle&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
    Handle& operator=(Handle&& other) noexcept {
        if (this != &other) {
            reset();
            block_ = std::exchange(other.block_, nullptr);
        }
        return *this;
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { reset(); }

    /// Closes now; the callback is never called again.
    void reset() {
        if (block_ == nullptr) return;
        uv_close(reinterpret_cast<uv_handle_t*>(&std::exchange(block_, nullptr)->raw),
                 [](uv_handle_t* h) { delete static_cast<Block*>(h->data); });
    }
    explicit operator bool() const { return block_ != nullptr; }
    [[nodiscard]] Raw* raw() const { return block_ ? &block_->raw : nullptr; }

 protected:
    using Callback = std::function<void(Args...)>;
    struct Block {
        Raw raw{};
        Callback call;
    };
    Block& make() {
        reset();
        block_ = new Block;
        block_->raw.data = block_;
        return *block_;
    }
    /// After a failed uv_*_init: nothing to close.
    void forget() { delete std::exchange(block_, nullptr); }
    static void trampoline(Raw* raw, Args... args) {
        auto* block = static_cast<Block*>(raw->data);
        if (block->call) block->call(args...);
    }
    Block* block_ = nullptr;
};

class Timer : public Handle<uv_timer_t> {
 public:
    Timer() = default;
    explicit Timer(uv_loop_t* loop) { uv_timer_init(loop, &make().raw); }
    /// Once after `delay`; again every `repeat` if that is above 0. Milliseconds, as libuv's timers
    /// are.
    void start(std::chrono::milliseconds delay, std::function<void()> call,
               std::chrono::milliseconds repeat = {}) {
        block_->call = std::move(call);
        const auto ms = [](std::chrono::milliseconds d) {
            return static_cast<std::uint64_t>(d.count() < 0 ? 0 : d.count());
        };
        uv_timer_start(&block_->raw, &Timer::trampoline, ms(delay), ms(repeat));
    }
    void stop() {
        if (block_ != nullptr) uv_timer_stop(&block_->raw);
    }
};

class Async : public Handle<uv_async_t> {
 public:
    Async() = default;
    Async(uv_loop_t* loop, std::function<void()> call) {
        auto& block = make();
        block.call = std::move(call);
        uv_async_init(loop, &block.raw, &Async::trampoline);
    }
    /// The only call of this file that is safe from another thread, and only while this object
    /// lives.
    void send() { uv_async_send(&block_->raw); }
};

class Signal : public Handle<uv_signal_t, int> {
 public:
    Signal() = default;
    Signal(uv_loop_t* loop, int number, std::function<void(int)> call) {
        auto& block = make();
        block.call = std::move(call);
        uv_signal_init(loop, &block.raw);
        uv_signal_start(&block.raw, &Signal::trampoline, number);
    }
};

/// Watches a descriptor that the caller owns; it must stay open until this is reset.
class Poll : public Handle<uv_poll_t, int, int> {
 public:
    Poll() = default;
    Poll(uv_loop_t* loop, int fd, int events, std::function<void(int status, int events)> call) {
        auto& block = make();
        block.call = std::move(call);
        if (uv_poll_init(loop, &block.raw, fd) != 0)
            forget();
        else
            change(events);
    }
    void change(int events) { uv_poll_start(&block_->raw, events, &Poll::trampoline); }
};

}  // namespace traypulse::uv
