// sd_notify(3) and its watchdog, without linking libsystemd into a privileged program.
#pragma once

#include <optional>
#include <string_view>

#include "shared/types.h"

namespace traypulse::helper {

/// Connected to NOTIFY_SOCKET, where there is one; else every function does nothing. One thread.
class ServiceNotify {
 public:
    ServiceNotify() = default;
    ~ServiceNotify();
    ServiceNotify(const ServiceNotify&) = delete;
    ServiceNotify& operator=(const ServiceNotify&) = delete;

    /// Reads NOTIFY_SOCKET and WATCHDOG_USEC. A socket that can't be reached is as none.
    void open();
    void say(std::string_view state) const;
    /// Tells the watchdog that we live, where it is time.
    void tick(MonoTime now);
    [[nodiscard]] std::optional<MonoTime> next_deadline() const { return next_; }

 private:
    [[maybe_unused]] int fd_ = -1;
    [[maybe_unused]] Nanoseconds every_{};
    std::optional<MonoTime> next_;
};

}  // namespace traypulse::helper
