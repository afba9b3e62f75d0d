// Windows tells a socket's owner less than Linux: an ICMP error comes as an error of the socket,
// and not who said so. The numbers of errors are made those of errno.h, as everywhere else.
#include <winsock2.h>

#include <ws2tcpip.h>

#include <mswsock.h>

#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "agent/probes/check_socket.h"
#include "agent/translations/translate.h"

namespace traypulse {
namespace {

/// Sockets are handles of 32 bits, also where handles have 64.
SOCKET socket_of(int fd) { return static_cast<SOCKET>(fd); }

int errno_of(int error) {
    switch (error) {
        case 0:
            return 0;
        case WSAEWOULDBLOCK:
        case WSAEINPROGRESS:
            return EINPROGRESS;
        case WSAECONNREFUSED:
            return ECONNREFUSED;
        case WSAEHOSTUNREACH:
        case WSAEHOSTDOWN:
            return EHOSTUNREACH;
        case WSAENETUNREACH:
        case WSAENETDOWN:
            return ENETUNREACH;
        case WSAETIMEDOUT:
            return ETIMEDOUT;
        case WSAECONNRESET:
        case WSAENETRESET:
        case WSAECONNABORTED:
            return ECONNRESET;
        case WSAEACCES:
            return EACCES;
        case WSAEADDRNOTAVAIL:
            return EADDRNOTAVAIL;
        case WSAEAFNOSUPPORT:
            return EAFNOSUPPORT;
        case WSAEMFILE:
            return EMFILE;
        case WSAENOBUFS:
            return ENOBUFS;
        case WSAEMSGSIZE:
            return EMSGSIZE;
        case WSAEINVAL:
            return EINVAL;
        default:
            return EIO;
    }
}

/// The other way, of those that are given to libraries.
int number_of(int error) {
    switch (error) {
        case EAGAIN:
        case EINPROGRESS:
            return WSAEWOULDBLOCK;
        case ECONNREFUSED:
            return WSAECONNREFUSED;
        case EHOSTUNREACH:
            return WSAEHOSTUNREACH;
        case ENETUNREACH:
            return WSAENETUNREACH;
        default:
            return WSAENETDOWN;
    }
}

bool is_of_type(int fd, int wanted) {
    int type = 0;
    int length = sizeof type;
    return getsockopt(socket_of(fd), SOL_SOCKET, SO_TYPE, reinterpret_cast<char*>(&type),
                      &length) == 0 &&
           type == wanted;
}

std::ptrdiff_t told(int count) {
    if (count == SOCKET_ERROR) {
        // Here a call that would wait is one that is to be made again, not one under way.
        const int error = errno_of(WSAGetLastError());
        errno = error == EINPROGRESS ? EAGAIN : error;
    }
    return count;
}

constexpr std::size_t kMostBytes = 1U << 30U;  // of one call: lengths are int

}  // namespace

int open_check_socket(Family family, int type) {
    const SOCKET made = WSASocketW(family == Family::ipv4 ? AF_INET : AF_INET6, type, 0, nullptr, 0,
                                   WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
    if (made == INVALID_SOCKET) return -errno_of(WSAGetLastError());
    u_long on = 1;
    if (ioctlsocket(made, static_cast<long>(FIONBIO), &on) != 0) {
        const int error = errno_of(WSAGetLastError());
        closesocket(made);
        return -error;
    }
    // A datagram's "port unreachable" comes as an error of the next receive; on is the default.
    if (type == SOCK_DGRAM) {
        BOOL told = TRUE;
        DWORD bytes = 0;
        WSAIoctl(made, SIO_UDP_CONNRESET, &told, sizeof told, nullptr, 0, &bytes, nullptr, nullptr);
    }
    return static_cast<int>(made);
}

int connect_check_socket(int fd, const IpAddress& to, std::uint16_t port) {
    sockaddr_storage address{};
    const auto length = to.to(address, port);
    if (::connect(socket_of(fd), reinterpret_cast<const sockaddr*>(&address), length) != 0)
        return errno_of(WSAGetLastError());
    return is_of_type(fd, SOCK_DGRAM) && reaches_itself(fd) ? ECONNREFUSED : 0;
}

std::ptrdiff_t receive_on(int fd, void* out, std::size_t size, int flags, sockaddr* from,
                          socklen_t* length) {
    return told(::recvfrom(socket_of(fd), static_cast<char*>(out),
                           static_cast<int>(std::min(size, kMostBytes)), flags, from, length));
}

std::ptrdiff_t send_on(int fd, const void* bytes, std::size_t size) {
    return told(::send(socket_of(fd), static_cast<const char*>(bytes),
                       static_cast<int>(std::min(size, kMostBytes)), 0));
}

std::ptrdiff_t send_on(int fd, const iovec* parts, int count) {
    std::vector<WSABUF> all;
    for (int i = 0; i < count; ++i)
        all.push_back(
            {static_cast<ULONG>(parts[i].iov_len), static_cast<char*>(parts[i].iov_base)});
    DWORD sent = 0;
    const int result = WSASend(socket_of(fd), all.data(), static_cast<DWORD>(all.size()), &sent, 0,
                               nullptr, nullptr);
    return result == 0 ? static_cast<std::ptrdiff_t>(sent) : told(result);
}

int fail_with(int error) {
    WSASetLastError(number_of(error));
    errno = error;
    return -1;
}

void close_check_socket(int fd) { ::closesocket(socket_of(fd)); }

bool is_stream(int fd) { return is_of_type(fd, SOCK_STREAM); }

bool reaches_itself(int fd) {
    sockaddr_storage here{};
    sockaddr_storage there{};
    int here_length = sizeof here;
    int there_length = sizeof there;
    return getsockname(socket_of(fd), reinterpret_cast<sockaddr*>(&here), &here_length) == 0 &&
           getpeername(socket_of(fd), reinterpret_cast<sockaddr*>(&there), &there_length) == 0 &&
           here_length == there_length &&
           std::memcmp(&here, &there, static_cast<std::size_t>(here_length)) == 0;
}

IpAddress local_end(int fd) {
    sockaddr_storage own{};
    int length = sizeof own;
    if (getsockname(socket_of(fd), reinterpret_cast<sockaddr*>(&own), &length) != 0) return {};
    return IpAddress::from(reinterpret_cast<sockaddr*>(&own)).value_or(IpAddress{});
}

std::optional<SocketTrouble> network_trouble(int fd, int error, const SocketEnds& /*ends*/,
                                             const std::string& refused_words) {
    switch (error) {
        case 0:
            return std::nullopt;
        case ECONNREFUSED:
            return SocketTrouble{CheckStatus::refused, refused_words};
        case ECONNRESET:
            // Of a datagram it is the "port unreachable" that came for it.
            if (is_of_type(fd, SOCK_DGRAM))
                return SocketTrouble{CheckStatus::refused, refused_words};
            return SocketTrouble{CheckStatus::wrong_answer, tr("the connection was reset at once")};
        case EHOSTUNREACH:
            return SocketTrouble{CheckStatus::unreachable, tr("host unreachable")};
        case ENETUNREACH:
            return SocketTrouble{CheckStatus::unreachable, tr("network unreachable")};
        case EACCES:
            return SocketTrouble{CheckStatus::unreachable, tr("prohibited by a firewall")};
        case ETIMEDOUT:
            return SocketTrouble{CheckStatus::timeout, tr("no answer")};
        default:
            return local_trouble(error);
    }
}

void CheckSocket::close() {
    if (fd_ >= 0) close_check_socket(fd_);
    fd_ = -1;
}

int CheckSocket::pending_error() const {
    int error = 0;
    int length = sizeof error;
    const bool told = getsockopt(socket_of(fd_), SOL_SOCKET, SO_ERROR,
                                 reinterpret_cast<char*>(&error), &length) == 0;
    return errno_of(told ? error : WSAGetLastError());
}

bool CheckSocket::writable() const {
    // WSAPoll of older systems does not tell that a connection has failed; select does, as an
    // exception.
    fd_set ready{};
    FD_SET(socket_of(fd_), &ready);
    fd_set failed = ready;
    timeval now{};
    return ::select(0, nullptr, &ready, &failed, &now) > 0;
}

/// A connection that stands is not ended by them here either.
void CheckSocket::ignore_icmp_errors() const {}

}  // namespace traypulse
