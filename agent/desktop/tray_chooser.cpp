#include "agent/desktop/tray_chooser.h"

namespace traypulse::desktop {

TrayWay TrayChooser::decide(MonoTime now, std::optional<bool> status_notifier, bool xembed) {
    if (status_notifier.value_or(false)) {
        since_ = now;
        return way_ = TrayWay::status_notifier;
    }
    const bool waited = now >= since_ + kPatience;
    // Until the bus has answered, an XEmbed icon could be a second one.
    if (xembed && (status_notifier || waited)) {
        since_ = now;
        return way_ = TrayWay::xembed;
    }
    return way_ = waited ? TrayWay::window : TrayWay::none;
}

std::optional<MonoTime> TrayChooser::next_deadline() const {
    if (way_ == TrayWay::none) return since_ + kPatience;
    return std::nullopt;
}

}  // namespace traypulse::desktop
