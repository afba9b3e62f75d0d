// Which way the program is reachable: StatusNotifierItem, XEmbed icon, or a window. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "shared/types.h"

namespace traypulse::desktop {

enum class TrayWay : std::uint8_t { none, status_notifier, xembed, window };

class TrayChooser {
 public:
    /// A panel that starts with the session, or starts again, needs about this long; a window that
    /// pops up meanwhile would only startle.
    static constexpr Nanoseconds kPatience = std::chrono::seconds(5);

    explicit TrayChooser(MonoTime start) : since_(start) {}

    /// `status_notifier`: someone shows the item (empty: not known yet). `xembed`: there is a
    /// system tray selection owner. Returns the way to be used now.
    TrayWay decide(MonoTime now, std::optional<bool> status_notifier, bool xembed);
    /// When to ask again although nothing changed; empty: not needed.
    [[nodiscard]] std::optional<MonoTime> next_deadline() const;

 private:
    TrayWay way_ = TrayWay::none;
    MonoTime since_;  ///< when there was last an icon, or the start
};

}  // namespace traypulse::desktop
