// One client's socket and its session.
#pragma once

#include <functional>
#include <memory>

#include "helper/session.h"
#include "shared/uv_handle.h"

namespace traypulse::helper {

/// Owns the descriptor. Loop thread only.
class Connection {
 public:
    /// `changed` is called after anything happened here, from inside the loop; it may not destroy
    /// this.
    Connection(uv_loop_t* loop, int fd, std::uint32_t uid, Session session,
               std::function<void()> changed);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Writes what it can, and waits for what it must.
    void flush();
    /// The client went, or was sent away and has been told.
    [[nodiscard]] bool over() const { return gone_ || session_.done(); }
    [[nodiscard]] bool gone() const { return gone_; }
    Session& session() { return session_; }
    [[nodiscard]] const Session& session() const { return session_; }
    [[nodiscard]] std::uint32_t uid() const { return uid_; }

 private:
    void on_event(int status, int events);
    void read();

    int fd_;
    std::uint32_t uid_;
    Session session_;
    std::function<void()> changed_;
    uv::Poll poll_;
    int watched_ = UV_READABLE;
    bool gone_ = false;
};

}  // namespace traypulse::helper
