#include "helper/service_notify.h"

namespace traypulse::helper {

// launchd is told nothing: it knows a service by its socket and by its end (launchd.plist(5)).
ServiceNotify::~ServiceNotify() = default;

void ServiceNotify::open() {}

void ServiceNotify::say(std::string_view) const {}

void ServiceNotify::tick(MonoTime) {}

}  // namespace traypulse::helper
