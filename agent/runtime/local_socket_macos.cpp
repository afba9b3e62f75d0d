#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "agent/runtime/local_socket_posix.h"

namespace traypulse::control {
namespace {

/// In several calls what Linux does in one. A program that is started between them inherits nothing
/// all the same: libuv starts ours, and with POSIX_SPAWN_CLOEXEC_DEFAULT.
bool set_up(int fd) {
    const int on = 1;
    return make_own(fd) && ::setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on) == 0;
}

/// `reason` outlives the closing.
UniqueFd none(UniqueFd fd, int reason) {
    fd.reset();
    errno = reason;
    return {};
}

}  // namespace

UniqueFd local_socket() {
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM, 0));
    if (fd && !set_up(fd.get())) return none(std::move(fd), errno);
    return fd;
}

UniqueFd accept_local(int listening) {
    UniqueFd fd(::accept(listening, nullptr, nullptr));
    // setsockopt(2) refuses where the peer has hung up by now: that is the end of this one only.
    if (fd && !set_up(fd.get())) return none(std::move(fd), ECONNABORTED);
    return fd;
}

std::optional<uid_t> uid_of_peer(int fd) {
    uid_t user = 0;
    gid_t group = 0;
    if (::getpeereid(fd, &user, &group) != 0) return std::nullopt;
    return user;
}

// SO_NOSIGPIPE stands in for MSG_NOSIGNAL.
ssize_t send_to_peer(int fd, std::string_view text) {
    return ::send(fd, text.data(), text.size(), 0);
}

}  // namespace traypulse::control
