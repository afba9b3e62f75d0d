// The windows' side of the program: tray, menu, notifications, window.
#pragma once

#include <string>

#include "agent/ui/bridge.h"
#include "agent/ui/display.h"

namespace traypulse::ui {

struct Options {
    DisplayOptions display;    ///< at the start; Bridge::display() changes it
    std::string config_path;   ///< of the settings, absolute
    std::string state_dir;     ///< where history and log are
    std::string version;       ///< "0.1.0", for the About box
    std::string program;       ///< this executable, for the start at login; empty: not known
    bool show_window = false;  ///< open the window at once
};

/// Whether there is a display that windows can be opened on. Main thread, before run().
bool display_available();

/// Runs on the main thread until the person or Bridge::quit() ends it; wants a display. Returns the
/// exit status: 0, or 1 when the toolkit could not start (said on stderr). Never waits for D-Bus:
/// with no session bus it says so once on stderr and goes on with an XEmbed icon or the window.
/// Commands arrive at the bridge's receiver on this thread; the last one is Quit when a person
/// asked.
int run(Bridge& bridge, const Options& options);

}  // namespace traypulse::ui
