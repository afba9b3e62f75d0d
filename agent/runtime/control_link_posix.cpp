#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

#include "agent/runtime/control_link.h"
#include "agent/runtime/local_socket_posix.h"
#include "shared/system_error.h"

namespace traypulse::control {
namespace {

bool wait_for(int fd, short events, ControlLink::Deadline until) {
    while (true) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                              until - std::chrono::steady_clock::now())
                              .count();
        if (left <= 0) return false;
        pollfd p{fd, events, 0};
        const int ready = ::poll(&p, 1, static_cast<int>(left));
        if (ready > 0) return true;
        if (ready == 0 || errno != EINTR) return false;
    }
}

}  // namespace

struct ControlLink::State {
    UniqueFd fd;
};

ControlLink::ControlLink(std::unique_ptr<State> state) : state_(std::move(state)) {}
ControlLink::~ControlLink() = default;

Result<std::unique_ptr<ControlLink>> ControlLink::open(const std::string& path, Deadline until) {
    const auto address = unix_address(path);
    if (!address) return not_running();
    UniqueFd fd = local_socket();
    if (!fd) return system_error(tr("cannot make a socket"));
    while (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) !=
           0) {
        if (errno == EACCES || errno == EPERM) return of_another_user();
        if (errno == EINTR) continue;
        if (errno != EAGAIN) return not_running();
        // The backlog is full (unix(7) does not wait for it on a non-blocking socket; macOS says
        // ECONNREFUSED, as if nobody were there).
        if (std::chrono::steady_clock::now() >= until) return silent();
        ::poll(nullptr, 0, 10);
    }
    return std::unique_ptr<ControlLink>(
        new ControlLink(std::make_unique<State>(State{std::move(fd)})));
}

bool ControlLink::send(std::string_view text, Deadline until) {
    const int fd = state_->fd.get();
    while (!text.empty()) {
        const auto sent = send_to_peer(fd, text);
        if (sent >= 0) {
            text.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN) {
            if (!wait_for(fd, POLLOUT, until)) return false;
        } else if (errno != EINTR) {
            break;  // it may have refused with a reason that is still to be read
        }
    }
    return true;
}

std::size_t ControlLink::receive(std::span<char> into, Deadline until) {
    const int fd = state_->fd.get();
    while (true) {
        const auto got = ::recv(fd, into.data(), into.size(), 0);
        if (got > 0) return static_cast<std::size_t>(got);
        const bool more_may_come = got < 0 && (errno == EAGAIN || errno == EINTR);
        if (!more_may_come || !wait_for(fd, POLLIN, until)) return 0;
    }
}

}  // namespace traypulse::control
