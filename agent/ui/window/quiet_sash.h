// Room between parts of a window that can be dragged, without a line.
#pragma once

namespace traypulse::ui {

/// For all wxSplitterWindows of the program; once is enough. GUI thread.
void draw_sashes_quietly();

}  // namespace traypulse::ui
