// What other services of this machine know and say over D-Bus: sleep (logind), battery (UPower),
// a connection that costs by the byte (NetworkManager).
#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <string>

#include "agent/config/settings.h"

namespace traypulse::runtime {

/// Called on the loop's thread. Each may be empty.
struct SystemBusEvents {
    /// logind: this machine goes to sleep as soon as this returns (or soon, where logind grants no
    /// delay).
    std::function<void()> about_to_sleep;
    std::function<void()> woke;
    /// UPower's OnBattery, when it changes; false before the first call, and where nobody says.
    std::function<void(bool)> battery;
    /// NetworkManager's Metered (yes, or guessed yes), likewise.
    std::function<void(bool)> metered;
    /// For the log: what is missing or odd. Each thing once.
    std::function<void(LogLevel, const std::string&)> remark;
};

/// Made and destroyed on the loop's thread. Without a bus, or with one whose services are missing,
/// come and go, or answer nonsense, it says less, and nothing waits for it.
class SystemBus {
 public:
    SystemBus(uv_loop_t* loop, SystemBusEvents events);
    ~SystemBus();
    SystemBus(const SystemBus&) = delete;
    SystemBus& operator=(const SystemBus&) = delete;

 private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace traypulse::runtime
