#include "agent/runtime/engine_settings.h"

#include <algorithm>

#include "agent/config/check_uri.h"
#include "shared/ip_address.h"

namespace traypulse::runtime {
namespace {

using namespace std::chrono_literals;

/// An anchor that nobody sees is asked five times less often than a target: it only has to be there
/// when something else fails, and is asked quickly then.
constexpr Nanoseconds kAnchorInterval = 10s;

AlertRules rules_of(const AlertSettings& s) {
    AlertRules out;
    out.notifications = s.notifications;
    out.loss_warning = s.loss_warning;
    out.latency_warning = s.latency_warning;
    out.latency_factor = s.latency_factor;
    out.jitter_warning = s.jitter_warning;
    out.reminder = s.reminder;
    out.quiet = s.quiet_hours;
    out.flap_outages = s.flap_outages;
    out.flap_window = s.flap_window;
    out.maintenance = s.maintenance;
    return out;
}

/// The same address may be written in more ways than one.
bool same_address(const std::string& a, const std::string& b) {
    const auto one = IpAddress::parse(a);
    return one && one == IpAddress::parse(b);
}

std::string free_name(const std::string& wanted, const std::vector<TargetSpec>& targets) {
    std::string name = wanted;
    const auto taken = [&] {
        return std::any_of(targets.begin(), targets.end(),
                           [&](const auto& t) { return t.name == name; });
    };
    for (int i = 2; taken(); ++i) name = wanted + " (" + std::to_string(i) + ")";
    return name;
}

void add_hidden_anchors(const AnchorSettings& anchors, std::vector<TargetSpec>& targets) {
    if (!anchors.written) return;
    for (const auto& address : anchors.addresses) {
        const bool is_target = std::any_of(targets.begin(), targets.end(), [&](const auto& t) {
            return is_icmp(t.check.kind) && same_address(t.check.host, address);
        });
        if (is_target) continue;
        TargetSpec anchor;
        anchor.name = free_name("Anchor " + address, targets);
        anchor.check.host = address;
        anchor.interval = kAnchorInterval;
        anchor.role = TargetRole::anchor;
        anchor.hidden = true;
        anchor.notify = false;
        targets.push_back(std::move(anchor));
    }
}

}  // namespace

EngineSettings engine_settings(const Settings& settings) {
    EngineSettings out;
    out.targets = settings.targets;
    out.alerts = rules_of(settings.alerts);
    out.portal_check = !settings.anchors.portal.empty();
    out.both_families = settings.anchors.both_families;
    const auto& anchors = settings.anchors.addresses;
    for (auto& t : out.targets) {
        if (t.latency_warning == Nanoseconds::zero())
            t.latency_warning = settings.alerts.latency_warning;
        if (t.role != TargetRole::ordinary) continue;
        const auto& host = t.check.host;
        if (host == config::kRouterHost)
            t.role = TargetRole::router;
        else if (host == config::kResolverHost)
            t.role = TargetRole::resolver;
        else if (std::any_of(anchors.begin(), anchors.end(), [&](const auto& address) {
                     return address == host || same_address(address, host);
                 }))
            t.role = TargetRole::anchor;
    }
    add_hidden_anchors(settings.anchors, out.targets);
    return out;
}

}  // namespace traypulse::runtime
