#include "agent/ui/kept_window.h"

#include <utility>

#include <wx/event.h>
#include <wx/toplevel.h>

namespace traypulse::ui {

void keep_when_closed(wxTopLevelWindow& window, std::function<void()> close) {
    window.Bind(wxEVT_CHAR_HOOK, [close](wxKeyEvent& e) {
        if (e.GetKeyCode() == WXK_ESCAPE && e.GetModifiers() == wxMOD_NONE) return close();
        e.Skip();
    });
    window.Bind(wxEVT_CLOSE_WINDOW, [close = std::move(close)](wxCloseEvent& e) {
        if (!e.CanVeto()) return e.Skip();
        e.Veto();
        close();
    });
}

}  // namespace traypulse::ui
