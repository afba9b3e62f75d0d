// For builds without GLib's own threads (TRAYPULSE_SYSTEM_BUS=OFF): nobody says anything, and sleep
// is noticed by the clocks alone.
#include "agent/runtime/system_bus.h"

namespace traypulse::runtime {

struct SystemBus::Impl {};

SystemBus::SystemBus(uv_loop_t*, SystemBusEvents) {}
SystemBus::~SystemBus() = default;

}  // namespace traypulse::runtime
