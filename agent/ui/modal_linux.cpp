#include <gtk/gtk.h>

#include <wx/toplevel.h>

#include "agent/ui/modal.h"

namespace traypulse::ui {

void show_modal(wxTopLevelWindow& dialog) {
    gtk_window_set_modal(GTK_WINDOW(dialog.GetHandle()), TRUE);
    dialog.CentreOnParent();
    dialog.Show();
}

}  // namespace traypulse::ui
