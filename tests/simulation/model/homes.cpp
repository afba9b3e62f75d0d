#include "tests/simulation/model/homes.h"

namespace traypulse::model {
namespace {

using namespace std::chrono_literals;

void add(Home& home, const std::string& name, const std::string& address, TargetRole role,
         Nanoseconds latency) {
    TargetSpec t;
    t.name = name;
    t.role = role;
    t.check.host = address;
    home.settings.targets.push_back(t);
    if (role == TargetRole::router) return;
    Host host;
    host.addresses = {*IpAddress::parse(address)};
    host.latency = latency;
    host.jitter = 2ms;
    home.network.hosts[name] = host;
}

}  // namespace

Home small_home() {
    Home home;
    home.settings.portal_check = true;
    home.settings.both_families = true;
    add(home, "Router", "192.0.2.1", TargetRole::router, 1ms);
    add(home, "Anchor A", "198.51.100.1", TargetRole::anchor, 6ms);
    add(home, "Anchor B", "203.0.113.1", TargetRole::anchor, 9ms);
    add(home, "Shop", "198.51.100.20", TargetRole::ordinary, 25ms);
    add(home, "Office", "203.0.113.20", TargetRole::ordinary, 40ms);
    return home;
}

}  // namespace traypulse::model
