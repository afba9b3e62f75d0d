// What the window's buttons open.
#include <chrono>

#include <wx/menu.h>

#include "agent/ui/window/main_window.h"

#include "agent/ui/wx_words.h"

namespace traypulse::ui {

using namespace std::chrono_literals;

void MainWindow::popup_pause() {
    wxMenu menu;
    const int quarter = menu.Append(wxID_ANY, wtr("15 minutes"))->GetId();
    const int hour = menu.Append(wxID_ANY, wtr("1 hour"))->GetId();
    const int open_end = menu.Append(wxID_ANY, wtr("Until resumed"))->GetId();
    const int chosen = GetPopupMenuSelectionFromUser(menu);
    if (chosen == quarter) events_.action(Command{command::PauseAll{15min}});
    if (chosen == hour) events_.action(Command{command::PauseAll{1h}});
    if (chosen == open_end) events_.action(Command{command::PauseAll{}});
}

void MainWindow::popup_mute() {
    wxMenu menu;
    const int hour = menu.Append(wxID_ANY, wtr("1 hour"))->GetId();
    const int tomorrow = menu.Append(wxID_ANY, wtr("Until tomorrow"))->GetId();
    const int recovered = menu.Append(wxID_ANY, wtr("Until recovered"))->GetId();
    const int chosen = GetPopupMenuSelectionFromUser(menu);
    if (chosen == hour) events_.action(Command{command::Mute{1h}});
    if (chosen == tomorrow) events_.action(MuteUntilTomorrow{});
    if (chosen == recovered) events_.action(Command{command::Mute{}});
}

}  // namespace traypulse::ui
