#include <gtk/gtk.h>

#include <wx/window.h>

#include "agent/ui/text_input.h"

namespace traypulse::ui {

void without_text_input(wxWindow& window) {
    // wx gives every such window the person's input method. X's own (XIM, which GTK takes for
    // Chinese, Japanese, Korean and Thai where no other is set) makes a window of the X server of
    // it, and what is drawn then sometimes never reaches the screen.
    if (window.m_imContext != nullptr) g_object_unref(window.m_imContext);
    window.m_imContext = gtk_im_context_simple_new();
}

}  // namespace traypulse::ui
