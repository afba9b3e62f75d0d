#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "helper/clock.h"
#include "helper/service_notify.h"

namespace traypulse::helper {

ServiceNotify::~ServiceNotify() {
    if (fd_ >= 0) close(fd_);
}

void ServiceNotify::open() {
    const char* path = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    if (path == nullptr || std::strlen(path) < 2 || std::strlen(path) >= sizeof address.sun_path)
        return;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path, std::strlen(path));
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
    fd_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(path));
    if (fd_ < 0 || connect(fd_, reinterpret_cast<const sockaddr*>(&address), length) != 0) return;
    const char* text = std::getenv("WATCHDOG_USEC");
    std::int64_t microseconds = 0;
    if (text == nullptr) return;
    std::from_chars(text, text + std::strlen(text), microseconds);
    // Half of the time, as sd_watchdog_enabled(3) recommends.
    every_ = std::chrono::microseconds{microseconds} / 2;
    if (every_ > Nanoseconds::zero()) next_ = monotonic_now() + every_;
}

void ServiceNotify::say(std::string_view state) const {
    if (fd_ >= 0) ::send(fd_, state.data(), state.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

void ServiceNotify::tick(MonoTime now) {
    if (!next_ || *next_ > now) return;
    say("WATCHDOG=1");
    next_ = now + every_;
}

}  // namespace traypulse::helper
