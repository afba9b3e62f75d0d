#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "helper/client_socket.h"
#include "helper/clock.h"
#include "helper/connection.h"

namespace traypulse::helper {

Connection::Connection(uv_loop_t* loop, int fd, std::uint32_t uid, Session session,
                       std::function<void()> changed)
    : fd_(fd),
      uid_(uid),
      session_(std::move(session)),
      changed_(std::move(changed)),
      poll_(loop, fd, UV_READABLE, [this](int status, int events) { on_event(status, events); }) {
    gone_ = !poll_;
}

Connection::~Connection() {
    poll_.reset();
    close(fd_);
}

void Connection::on_event(int status, int events) {
    if (status < 0)
        gone_ = true;
    else if ((events & UV_READABLE) != 0)
        read();
    changed_();
}

// One read a turn, so that no client keeps the others waiting.
void Connection::read() {
    const auto room = session_.writable();
    if (room.empty()) return;
    // recv(2) without a control buffer: descriptors that a client passes never become ours.
    const auto got = recv(fd_, room.data(), room.size(), MSG_DONTWAIT);
    if (got > 0)
        session_.received(static_cast<std::size_t>(got), monotonic_now());
    else if (got == 0 || (errno != EAGAIN && errno != EINTR))
        gone_ = true;
}

void Connection::flush() {
    while (!gone_ && !session_.pending().empty()) {
        const auto bytes = session_.pending();
        const auto sent = send_to_client(fd_, bytes);
        if (sent > 0)
            session_.wrote(static_cast<std::size_t>(sent), monotonic_now());
        else if (errno == EAGAIN)
            break;
        else if (errno != EINTR)
            gone_ = true;
    }
    if (over()) return;
    const int wanted = (session_.pending().empty() ? 0 : UV_WRITABLE) |
                       (session_.writable().empty() ? 0 : UV_READABLE);
    if (wanted != watched_) poll_.change(wanted);
    watched_ = wanted;
}

}  // namespace traypulse::helper
