#include <launch.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "helper/client_socket.h"
#include "shared/descriptor.h"
#include "shared/system_error.h"

namespace traypulse::helper {
namespace {

// Its name in installer/macos/org.traypulse.helper.plist.
constexpr const char* kLaunchdSocket = "Listeners";
// Below are the system's own accounts; above, ids that are negative (nobody is -2).
constexpr std::uint32_t kFirstPerson = 501;
constexpr std::uint32_t kLastPerson = 0x7fffffff;

bool option(int fd, int name, int& value) {
    socklen_t length = sizeof value;
    return getsockopt(fd, SOL_SOCKET, name, &value, &length) == 0;
}

// There is no flag of accept(2) nor of send(2) for any of these.
bool prepare(int fd) {
    const int one = 1;
    return make_own(fd) && setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &one, sizeof one) == 0;
}

}  // namespace

Result<Mode> examine_client_descriptor() {
    const Error wrong{ErrorCode::invalid_argument, "descriptor 3 is not a Unix stream socket",
                      "the agent or launchd starts this program; see traypulse-helper --help"};
    int type = 0;
    int listening = 0;
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    if (getsockname(kClientDescriptor, reinterpret_cast<sockaddr*>(&address), &length) != 0 ||
        !option(kClientDescriptor, SO_TYPE, type) ||
        !option(kClientDescriptor, SO_ACCEPTCONN, listening))
        return wrong;
    if (address.ss_family != AF_UNIX || type != SOCK_STREAM) return wrong;
    length = sizeof address;
    if (listening == 0 &&
        getpeername(kClientDescriptor, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        return wrong;
    if (!prepare(kClientDescriptor)) return wrong;
    return listening != 0 ? Mode::listening : Mode::inherited;
}

Status claim_listening_socket() {
    const auto none = [](const std::string& why) {
        return Error{ErrorCode::invalid_argument,
                     "neither --fd 3 nor a socket of launchd was given" + why,
                     "see traypulse-helper --help"};
    };
    int* sockets = nullptr;
    std::size_t count = 0;
    // Says its error, and does not leave it in errno(3).
    if (const int error = launch_activate_socket(kLaunchdSocket, &sockets, &count); error != 0)
        return none(std::string(": ") + std::strerror(error));
    const int first = count == 1 ? sockets[0] : -1;
    free(sockets);
    if (first < 0) return none(": it has " + std::to_string(count) + " of them");
    if (first == kClientDescriptor) return ok();
    if (dup2(first, kClientDescriptor) < 0)
        return system_error("cannot move launchd's socket to descriptor 3");
    close(first);
    return ok();
}

int accept_client() {
    const int fd = accept(kClientDescriptor, nullptr, nullptr);
    if (fd < 0 || prepare(fd)) return fd;
    close(fd);
    return -1;
}

std::ptrdiff_t send_to_client(int fd, std::span<const std::uint8_t> bytes) {
    return ::send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
}

Result<std::uint32_t> peer_uid(int fd) {
    uid_t user = 0;
    gid_t group = 0;
    if (getpeereid(fd, &user, &group) != 0) return system_error("cannot tell who connected");
    return std::uint32_t{user};
}

bool uid_may_connect(std::uint32_t uid) {
    return uid == 0 || (uid >= kFirstPerson && uid <= kLastPerson);
}

}  // namespace traypulse::helper
