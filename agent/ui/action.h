// What a click asks for: something of the engine, or something of the windows.
#pragma once

#include <variant>

#include "agent/engine/command.h"

namespace traypulse::ui {

struct ShowWhy {};
struct OpenPopover {};  ///< a click on the icon
struct OpenWindow {};
struct OpenConfiguration {};
struct ShowSettings {};
struct SaveReport {};
struct ShowAbout {};
struct MuteUntilTomorrow {};  ///< how long that is depends on the local time of the click
struct QuitAll {};

using UiAction = std::variant<Command, ShowWhy, OpenPopover, OpenWindow, OpenConfiguration,
                              ShowSettings, SaveReport, ShowAbout, MuteUntilTomorrow, QuitAll>;

}  // namespace traypulse::ui
