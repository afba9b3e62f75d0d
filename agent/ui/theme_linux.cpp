#include <gtk/gtk.h>

#include <string>
#include <string_view>
#include <utility>

#include <wx/app.h>
#include <wx/event.h>
#include <wx/toplevel.h>

#include "agent/ui/theme.h"

namespace traypulse::ui {
namespace {

constexpr std::string_view kDarkEnd = "-dark";

struct Wishes {
    Theme theme = Theme::system;
    DesktopScheme scheme = DesktopScheme::unsaid;
    std::function<void()> changed;
    bool telling = false;
};
Wishes& wishes() {
    static Wishes present;
    return present;
}

/// Drawn by ourselves: icons, graphs. GTK repaints what is its own.
void tell_windows() {
    for (auto* node = wxTopLevelWindows.GetFirst(); node != nullptr; node = node->GetNext()) {
        wxSysColourChangedEvent event;
        event.SetEventObject(node->GetData());
        node->GetData()->HandleWindowEvent(event);
        node->GetData()->Refresh();
    }
}

/// Not at once: GTK and wx have to take the new theme in first, and several settings come together.
void tell_soon() {
    if (wxTheApp == nullptr || std::exchange(wishes().telling, true)) return;
    wxTheApp->CallAfter([] {
        wishes().telling = false;
        tell_windows();
        if (wishes().changed) wishes().changed();
    });
}

void settle() {
    GtkSettings* settings = gtk_settings_get_default();
    if (settings == nullptr) return;
    const auto& w = wishes();
    g_object_freeze_notify(G_OBJECT(settings));
    gtk_settings_reset_property(settings, "gtk-application-prefer-dark-theme");
    gtk_settings_reset_property(settings, "gtk-theme-name");
    const bool dark =
        w.theme == Theme::system ? w.scheme == DesktopScheme::dark : w.theme == Theme::dark;
    if (w.theme != Theme::system || w.scheme != DesktopScheme::unsaid)
        g_object_set(settings, "gtk-application-prefer-dark-theme", dark ? TRUE : FALSE, nullptr);
    if (w.theme == Theme::light) {
        // A theme that is dark by name has a light one beside it.
        char* text = nullptr;
        g_object_get(settings, "gtk-theme-name", &text, nullptr);
        const std::string name = text != nullptr ? text : "";
        g_free(text);
        if (name.ends_with(kDarkEnd))
            g_object_set(settings, "gtk-theme-name",
                         name.substr(0, name.size() - kDarkEnd.size()).c_str(), nullptr);
    }
    g_object_thaw_notify(G_OBJECT(settings));
    tell_soon();
}

}  // namespace

void apply_theme(Theme theme) {
    if (std::exchange(wishes().theme, theme) != theme) settle();
}

void set_desktop_scheme(DesktopScheme scheme) {
    if (std::exchange(wishes().scheme, scheme) != scheme && wishes().theme == Theme::system)
        settle();
}

void follow_theme(std::function<void()> changed) {
    wishes().changed = std::move(changed);
    GtkSettings* settings = gtk_settings_get_default();
    static bool connected = false;
    if (settings == nullptr || std::exchange(connected, true)) return;
    for (const char* what : {"notify::gtk-theme-name", "notify::gtk-application-prefer-dark-theme"})
        g_signal_connect(settings, what,
                         G_CALLBACK(+[](GObject*, GParamSpec*, void*) { tell_soon(); }), nullptr);
}

}  // namespace traypulse::ui
