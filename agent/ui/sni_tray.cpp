#include "agent/ui/sni_tray.h"

#include <utility>

namespace traypulse::ui {
namespace {
constexpr auto kMenuPath = "/MenuBar";
}  // namespace

SniTray::SniTray(GDBusConnection* bus, TrayEvents events, std::function<void(bool)> host)
    : menu_(bus, kMenuPath, std::move(events.clicked)),
      item_(bus, "traypulse", "Traypulse", kMenuPath,
            {std::move(events.activated), std::move(host)}) {}

}  // namespace traypulse::ui
