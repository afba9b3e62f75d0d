// Connected sockets of checks, and what their errors mean: this machine's refusal, or the
// network's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "agent/engine/check_outcome.h"
#include "shared/ip_address.h"

struct iovec;

namespace traypulse {

/// Why a packet came to nothing.
struct SocketTrouble {
    CheckStatus status = CheckStatus::not_sent;
    std::string reason;
    int error = 0;  ///< errno, not_sent only
    /// Who said so by an ICMP error; none: it came otherwise (a TCP reset is the peer's own word).
    std::optional<IpAddress> said_by{};
};

/// SOCK_STREAM or SOCK_DGRAM, does not block, hears of every ICMP error (ip(7), IP_RECVERR).
/// The descriptor, or the negative errno.
int open_check_socket(Family family, int type);

/// connect(2); 0, EINPROGRESS or another errno. A datagram socket that reaches itself (below) is
/// ECONNREFUSED.
int connect_check_socket(int fd, const IpAddress& to, std::uint16_t port);

/// recvfrom(2) and send(2): the bytes, or -1, and errno says why.
std::ptrdiff_t receive_on(int fd, void* out, std::size_t size, int flags = 0,
                          sockaddr* from = nullptr, socklen_t* length = nullptr);
std::ptrdiff_t send_on(int fd, const void* bytes, std::size_t size);
/// writev(2).
std::ptrdiff_t send_on(int fd, const iovec* parts, int count);
/// What a library reads after a call of ours that fails for it: errno, and on Windows the sockets'
/// own. -1.
int fail_with(int error);
void close_check_socket(int fd);
bool is_stream(int fd);

/// True where the kernel happened to give a socket the very port on this machine that it asks: it
/// would answer itself, and nobody else can be serving that port (RFC 9293 §3.5, simultaneous
/// open).
bool reaches_itself(int fd);

/// Of a call that failed at once: nothing has left this machine.
SocketTrouble local_trouble(int error);

/// Both ends of a socket, to tell an ICMP error of this machine's own from another's.
struct SocketEnds {
    IpAddress here;
    IpAddress there;
};
/// The end that connect(2) chose.
IpAddress local_end(int fd);

/// Of an error that came later: by the ICMP message that caused it, where there is one in the
/// socket's error queue (which is emptied), else by `error`. Port unreachable and a TCP reset are
/// `refused` with the reason `refused_words`. nullopt where `error` is 0 and there is no message.
std::optional<SocketTrouble> network_trouble(int fd, int error, const SocketEnds& ends,
                                             const std::string& refused_words);

/// The descriptor of one socket, closed at the end.
class CheckSocket {
 public:
    CheckSocket() = default;
    ~CheckSocket() { close(); }
    CheckSocket(const CheckSocket&) = delete;
    CheckSocket& operator=(const CheckSocket&) = delete;
    /// Opens and connects: 0, EINPROGRESS (the way TCP begins) or another errno.
    int connect(const IpAddress& to, std::uint16_t port, int type);
    void close();
    [[nodiscard]] int fd() const { return fd_; }
    /// SO_ERROR, cleared by this.
    [[nodiscard]] int pending_error() const;
    /// True where a connection stands or has failed: what poll(2) says now.
    [[nodiscard]] bool writable() const;
    /// TCP that stands takes ICMP errors for passing ones (RFC 5927), so it need not hear of them.
    void ignore_icmp_errors() const;
    [[nodiscard]] std::optional<SocketTrouble> trouble(int error,
                                                       const std::string& refused_words) const {
        return network_trouble(fd_, error, ends_, refused_words);
    }

 private:
    int fd_ = -1;
    SocketEnds ends_;
};

}  // namespace traypulse
