// A dialog that wants an answer first, without an event loop of its own: the program can end while
// it is open.
#pragma once

class wxTopLevelWindow;

namespace traypulse::ui {

/// Shows it; the other windows take no input until it is hidden.
void show_modal(wxTopLevelWindow& dialog);

}  // namespace traypulse::ui
