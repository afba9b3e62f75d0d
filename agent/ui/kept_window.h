// Windows that are opened again as they were.
#pragma once

#include <functional>

class wxTopLevelWindow;

namespace traypulse::ui {

/// Of a window, once: the Escape key and its close button call `close`, and it stays alive; only
/// the end of the program destroys it.
void keep_when_closed(wxTopLevelWindow& window, std::function<void()> close);

}  // namespace traypulse::ui
