// Windows that take keys, but no text.
#pragma once

class wxWindow;

namespace traypulse::ui {

/// Of a window that draws itself, before it is shown: no input method composes letters from its
/// keys.
void without_text_input(wxWindow& window);

}  // namespace traypulse::ui
