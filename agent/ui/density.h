// The size of text and the density of the screen, as the desktop has them, and as it changes them.
#pragma once

#include <wx/gdicmn.h>

class wxTopLevelWindow;

namespace traypulse::ui {

/// How much larger text is than that which layouts were drawn for; 1 and more.
double text_scale();

/// Of a length that is chosen for the text in it.
int by_text(int pixels);
/// Of a window, which is no larger than the screen has room for.
wxSize by_text(const wxSize& window);

/// GUI thread, once: from now on all windows are laid out anew when text becomes larger or smaller,
/// and they and what is in them get a wxEVT_DPI_CHANGED, whose DPI are those of text.
void follow_text_size();

/// Of a window that draws pictures, after it is created: the same event when a pixel of the
/// layout has become more or fewer of the device, which leaves those of text. wxGTK sends none.
void follow_density(wxTopLevelWindow& window);

}  // namespace traypulse::ui
