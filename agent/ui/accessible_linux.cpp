#include <gtk/gtk.h>

#include <wx/stattext.h>
#include <wx/window.h>

#include "agent/ui/accessible.h"

namespace traypulse::ui {
namespace {

/// The widget that has the focus where the control has it: a text of several lines stands within
/// one that scrolls, and a list with an entry has the entry.
GtkWidget* inner_widget(wxWindow& control) {
    GtkWidget* widget = control.GetHandle();
    const bool wraps =
        GTK_IS_SCROLLED_WINDOW(widget) ||
        (GTK_IS_COMBO_BOX(widget) && gtk_combo_box_get_has_entry(GTK_COMBO_BOX(widget)));
    GtkWidget* inner = wraps ? gtk_bin_get_child(GTK_BIN(widget)) : nullptr;
    return inner != nullptr ? inner : widget;
}

void describe(GtkWidget* widget, const std::string& name, const std::string& description) {
    AtkObject* object = gtk_widget_get_accessible(widget);
    // Each call is an event on the bus, whether or not it changes anything.
    const char* known = atk_object_get_name(object);
    if (known == nullptr || name != known) atk_object_set_name(object, name.c_str());
    if (description.empty()) return;  // then GTK takes the tooltip
    const char* said = atk_object_get_description(object);
    if (said == nullptr || description != said)
        atk_object_set_description(object, description.c_str());
}

}  // namespace

void set_accessible_description(wxWindow& control, const std::string& text) {
    atk_object_set_description(gtk_widget_get_accessible(inner_widget(control)), text.c_str());
}

void set_accessible(wxWindow& control, const std::string& name, const std::string& description) {
    control.SetName(wxString::FromUTF8(name));
    describe(control.GetHandle(), name, description);
    describe(inner_widget(control), name, description);
}

void show_scroll_bar(wxWindow& scrolled) {
    if (GTK_IS_SCROLLED_WINDOW(scrolled.GetHandle()))
        gtk_scrolled_window_set_overlay_scrolling(GTK_SCROLLED_WINDOW(scrolled.GetHandle()), FALSE);
}

void label_control(wxStaticText& label, wxWindow& control) {
    if (GTK_IS_LABEL(label.GetHandle()))
        gtk_label_set_mnemonic_widget(GTK_LABEL(label.GetHandle()), inner_widget(control));
}

}  // namespace traypulse::ui
