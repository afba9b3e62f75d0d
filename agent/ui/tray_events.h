// What a tray icon tells, whichever way it is shown.
#pragma once

#include <functional>

namespace traypulse::ui {

struct TrayEvents {
    std::function<void()> activated;   ///< a click on the icon
    std::function<void(int)> clicked;  ///< a menu item's id
};

}  // namespace traypulse::ui
