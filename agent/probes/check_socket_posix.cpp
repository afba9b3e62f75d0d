#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "agent/probes/check_socket.h"

namespace traypulse {
namespace {

bool is_of_type(int fd, int wanted) {
    int type = 0;
    socklen_t length = sizeof type;
    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == wanted;
}

}  // namespace

int connect_check_socket(int fd, const IpAddress& to, std::uint16_t port) {
    sockaddr_storage address{};
    const auto length = to.to(address, port);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), length) != 0) return errno;
    return is_of_type(fd, SOCK_DGRAM) && reaches_itself(fd) ? ECONNREFUSED : 0;
}

std::ptrdiff_t receive_on(int fd, void* out, std::size_t size, int flags, sockaddr* from,
                          socklen_t* length) {
    return ::recvfrom(fd, out, size, flags, from, length);
}

std::ptrdiff_t send_on(int fd, const void* bytes, std::size_t size) {
    return ::send(fd, bytes, size, 0);
}

std::ptrdiff_t send_on(int fd, const iovec* parts, int count) { return ::writev(fd, parts, count); }

int fail_with(int error) {
    errno = error;
    return -1;
}

void close_check_socket(int fd) { ::close(fd); }

bool is_stream(int fd) { return is_of_type(fd, SOCK_STREAM); }

bool reaches_itself(int fd) {
    sockaddr_storage here{};
    sockaddr_storage there{};
    socklen_t here_length = sizeof here;
    socklen_t there_length = sizeof there;
    return getsockname(fd, reinterpret_cast<sockaddr*>(&here), &here_length) == 0 &&
           getpeername(fd, reinterpret_cast<sockaddr*>(&there), &there_length) == 0 &&
           here_length == there_length && std::memcmp(&here, &there, here_length) == 0;
}

IpAddress local_end(int fd) {
    sockaddr_storage own{};
    socklen_t length = sizeof own;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&own), &length) != 0) return {};
    return IpAddress::from(reinterpret_cast<sockaddr*>(&own)).value_or(IpAddress{});
}

void CheckSocket::close() {
    if (fd_ >= 0) close_check_socket(fd_);
    fd_ = -1;
}

int CheckSocket::pending_error() const {
    int error = 0;
    socklen_t length = sizeof error;
    return getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

bool CheckSocket::writable() const {
    pollfd one{fd_, POLLOUT, 0};
    return poll(&one, 1, 0) > 0;
}

}  // namespace traypulse
