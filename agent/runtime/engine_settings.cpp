#include "agent/runtime/engine_settings.h"

#include <algorithm>

#include "agent/config/check_uri.h"

namespace traypulse::runtime {

EngineSettings engine_settings(const Settings& settings) {
    EngineSettings out;
    out.targets = settings.targets;
    out.alerts.notifications = settings.alerts.notifications;
    out.alerts.loss_warning = settings.alerts.loss_warning;
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
        else if (std::find(anchors.begin(), anchors.end(), host) != anchors.end())
            t.role = TargetRole::anchor;
    }
    return out;
}

}  // namespace traypulse::runtime
