#include "agent/ui/window/text_padding.h"

#include <gtk/gtk.h>

#include <wx/textctrl.h>

namespace traypulse::ui {

void pad_text(wxTextCtrl& text, int pixels) {
    GtkWidget* frame = text.GetHandle();
    GtkWidget* inside = GTK_IS_BIN(frame) ? gtk_bin_get_child(GTK_BIN(frame)) : nullptr;
    if (inside == nullptr || !GTK_IS_TEXT_VIEW(inside)) return;
    auto* view = GTK_TEXT_VIEW(inside);
    gtk_text_view_set_left_margin(view, pixels);
    gtk_text_view_set_right_margin(view, pixels);
    gtk_text_view_set_top_margin(view, pixels / 2);
    gtk_text_view_set_bottom_margin(view, pixels / 2);
}

}  // namespace traypulse::ui
