#include "helper/client_socket.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "shared/descriptor.h"
#include "shared/limits.h"
#include "shared/system_error.h"

namespace traypulse::helper {
namespace {

bool option(int fd, int name, int& value) {
    socklen_t length = sizeof value;
    return getsockopt(fd, SOL_SOCKET, name, &value, &length) == 0;
}

bool environment_is(const char* name, long expected) {
    const char* text = std::getenv(name);
    if (text == nullptr) return false;
    long value = 0;
    const auto* end = text + std::strlen(text);
    const auto parsed = std::from_chars(text, end, value);
    return parsed.ec == std::errc{} && parsed.ptr == end && value == expected;
}

}  // namespace

Result<Mode> examine_client_descriptor() {
    const Error wrong{ErrorCode::invalid_argument, "descriptor 3 is not a Unix stream socket",
                      "the agent or systemd starts this program; see traypulse-helper --help"};
    int domain = 0;
    int type = 0;
    int listening = 0;
    if (!option(kClientDescriptor, SO_DOMAIN, domain) ||
        !option(kClientDescriptor, SO_TYPE, type) ||
        !option(kClientDescriptor, SO_ACCEPTCONN, listening))
        return wrong;
    if (domain != AF_UNIX || type != SOCK_STREAM) return wrong;
    sockaddr_storage peer{};
    socklen_t length = sizeof peer;
    if (listening == 0 &&
        getpeername(kClientDescriptor, reinterpret_cast<sockaddr*>(&peer), &length) != 0)
        return wrong;
    if (!make_own(kClientDescriptor)) return wrong;
    return listening != 0 ? Mode::listening : Mode::inherited;
}

Status claim_listening_socket() {
    if (environment_is("LISTEN_PID", getpid()) && environment_is("LISTEN_FDS", 1)) return ok();
    return Error{ErrorCode::invalid_argument, "neither --fd 3 nor a socket of systemd was given",
                 "see traypulse-helper --help"};
}

int accept_client() {
    return accept4(kClientDescriptor, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

std::ptrdiff_t send_to_client(int fd, std::span<const std::uint8_t> bytes) {
    return ::send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

Result<std::uint32_t> peer_uid(int fd) {
    ucred peer{};
    socklen_t length = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
        return system_error("cannot tell who connected");
    return std::uint32_t{peer.uid};
}

bool uid_may_connect(std::uint32_t uid) {
    return uid == 0 || (uid >= limits::kFirstUid && uid <= limits::kLastUid);
}

}  // namespace traypulse::helper
