// What all parts of the window are laid out by.
#pragma once

#include <string>

#include <wx/string.h>
#include <wx/window.h>

namespace traypulse::ui {

/// LOOK: 8 px rhythm.
inline constexpr int kRhythm = 8;

/// When its colours or its density have changed, while it is open.
template <class Redraw>
void when_look_changes(wxWindow& window, Redraw redraw) {
    const auto changed = [redraw](auto& event) {
        event.Skip();
        redraw();
    };
    window.Bind(wxEVT_SYS_COLOUR_CHANGED, changed);
    window.Bind(wxEVT_DPI_CHANGED, changed);
}

inline wxString wx_text(const std::string& utf8) { return wxString::FromUTF8(utf8); }

}  // namespace traypulse::ui
