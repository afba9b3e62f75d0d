#include "agent/probes/check_socket.h"

#include "agent/engine/failure_text.h"

namespace traypulse {

SocketTrouble local_trouble(int error) {
    return {CheckStatus::not_sent, local_failure_text(error), error};
}

int CheckSocket::connect(const IpAddress& to, std::uint16_t port, int type) {
    close();
    const int fd = open_check_socket(to.family, type);
    if (fd < 0) return -fd;
    fd_ = fd;
    const int error = connect_check_socket(fd_, to, port);
    ends_ = {local_end(fd_), to};
    return error;
}

}  // namespace traypulse
