#include <gtk/gtk.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include <wx/app.h>
#include <wx/dataview.h>
#include <wx/dcclient.h>
#include <wx/display.h>
#include <wx/event.h>
#include <wx/scrolwin.h>
#include <wx/sizer.h>
#include <wx/stattext.h>
#include <wx/textctrl.h>
#include <wx/textentry.h>
#include <wx/toplevel.h>

#include "agent/ui/density.h"

namespace traypulse::ui {
namespace {

constexpr int kUsualDpi = 96;
constexpr double kUsualPoints = 10;
constexpr double kPointsPerInch = 72;
constexpr int kPerDot = 1024;  // GTK tells 1024ths of them

/// Of the font that the desktop has when we start: one that is chosen later is drawn in the room of
/// the first.
double font_points(GtkSettings* settings) {
    char* name = nullptr;
    g_object_get(settings, "gtk-font-name", &name, nullptr);
    auto* font = pango_font_description_from_string(name != nullptr ? name : "");
    g_free(name);
    const double size = static_cast<double>(pango_font_description_get_size(font)) / PANGO_SCALE;
    const bool pixels = pango_font_description_get_size_is_absolute(font) != FALSE;
    pango_font_description_free(font);
    if (size <= 0) return kUsualPoints;
    return pixels ? size * kPointsPerInch / kUsualDpi : size;
}

/// What the windows are laid out for at present.
double& known_scale() {
    static double known = text_scale();
    return known;
}

int enlarged(int length, double ratio) {
    return length > 0 ? static_cast<int>(std::lround(length * ratio)) : length;
}

wxSize enlarged(const wxSize& size, double ratio) {
    return {enlarged(size.x, ratio), enlarged(size.y, ratio)};
}

/// What wx and we remember of the old size; GTK's widgets have taken their new one already.
void enlarge(wxWindow& window, double ratio) {
    auto least = enlarged(window.GetMinSize(), ratio);
    auto* entry = dynamic_cast<wxTextEntry*>(&window);
    if (entry != nullptr && !window.HasFlag(wxTE_MULTILINE)) {
        // What wxGTK finds best for a field that has a size already is higher with every question.
        least.y = enlarged(window.GetSize().y, ratio);
    } else {
        window.InvalidateBestSize();
    }
    if (const auto* text = dynamic_cast<wxStaticText*>(&window)) {
        // Letters are whole pixels wide: twelve of them are not a quarter wider than they were.
        wxClientDC dc(&window);
        dc.SetFont(window.GetFont());
        const auto needed = dc.GetMultiLineTextExtent(text->GetLabelText());
        if (least.x > 0) least.x = std::max(least.x, needed.x);
        if (least.y > 0) least.y = needed.y;
    }
    window.SetMinSize(least);
    if (auto* list = dynamic_cast<wxDataViewCtrl*>(&window))
        for (unsigned i = 0; i + 1 < list->GetColumnCount(); ++i)  // the last has the rest
            list->GetColumn(i)->SetWidth(enlarged(list->GetColumn(i)->GetWidth(), ratio));
    for (auto* child : window.GetChildren())
        if (!child->IsTopLevel()) enlarge(*child, ratio);
}

/// A layout reaches only those whose size it changes.
void lay_out(wxWindow& window) {
    if (window.GetSizer() != nullptr) window.Layout();
    for (auto* child : window.GetChildren())
        if (!child->IsTopLevel()) lay_out(*child);
    if (auto* scrolled = dynamic_cast<wxScrolledWindow*>(&window)) scrolled->FitInside();
}

/// Children first: what wx does for some of them by itself is put right by those who hold them.
void tell(wxWindow& window, double before, double now) {
    for (auto* child : window.GetChildren())
        if (!child->IsTopLevel()) tell(*child, before, now);
    const auto dpi = [](double scale) {
        return wxSize(enlarged(kUsualDpi, scale), enlarged(kUsualDpi, scale));
    };
    wxDPIChangedEvent event(dpi(before), dpi(now));
    event.SetEventObject(&window);
    window.HandleWindowEvent(event);
}

/// It shows as much text as before, if the screen has room for it.
void take_over(wxTopLevelWindow& window, double before, double now) {
    enlarge(window, now / before);
    if (!window.IsMaximized() && !window.IsFullScreen()) {
        auto size = enlarged(window.GetSize(), now / before);
        size.DecTo(wxDisplay(&window).GetClientArea().GetSize());
        window.SetSize(size);
    }
    tell(window, before, now);
    lay_out(window);
}

/// A window that waits for its turn, and what it is laid out for until then.
struct Turn {
    wxTopLevelWindow* window;
    double before;
    int frames = 0;
};
constexpr const char* kTurn = "traypulse-text-size";

/// In a frame, before GTK lays it out: in the second one GTK has gone through all styles once.
gboolean on_frame(GtkWidget* widget, GdkFrameClock*, void* data) {
    auto* turn = static_cast<Turn*>(data);
    if (++turn->frames < 2) return G_SOURCE_CONTINUE;
    auto* own = turn->window;
    const double before = turn->before;
    own->CallAfter([own, before] {
        if (text_scale() != before) take_over(*own, before, text_scale());
    });
    g_object_set_data(G_OBJECT(widget), kTurn, nullptr);
    return G_SOURCE_REMOVE;
}

void wait_for_frames(GtkWidget* widget, Turn* turn) {
    gtk_widget_add_tick_callback(widget, on_frame, turn, nullptr);
}

void on_map(GtkWidget* widget, void*) {
    g_signal_handlers_disconnect_by_func(widget, reinterpret_cast<void*>(on_map), nullptr);
    wait_for_frames(widget, static_cast<Turn*>(g_object_get_data(G_OBJECT(widget), kTurn)));
}

/// Before that everything in it would be measured in the old size. A hidden window has no frames:
/// its turn comes when it is shown.
void take_over_when_styled(wxTopLevelWindow& window, double before) {
    auto* widget = window.GetHandle();
    if (g_object_get_data(G_OBJECT(widget), kTurn) != nullptr) return;
    auto* turn = new Turn{&window, before};
    g_object_set_data_full(G_OBJECT(widget), kTurn, turn,
                           [](void* data) { delete static_cast<Turn*>(data); });
    if (gtk_widget_get_mapped(widget) != FALSE) return wait_for_frames(widget, turn);
    g_signal_connect(widget, "map", G_CALLBACK(on_map), nullptr);
}

}  // namespace

double text_scale() {
    GtkSettings* settings = gtk_settings_get_default();
    if (settings == nullptr) return 1;
    static const double letters = font_points(settings) / kUsualPoints;
    int dpi = 0;
    g_object_get(settings, "gtk-xft-dpi", &dpi, nullptr);
    return std::max(letters * dpi / (kUsualDpi * kPerDot), 1.0);
}

int by_text(int pixels) { return enlarged(pixels, text_scale()); }

wxSize by_text(const wxSize& window) {
    auto size = enlarged(window, text_scale());
    size.DecTo(wxDisplay(0U).GetClientArea().GetSize());
    return size;
}

void follow_text_size() {
    GtkSettings* settings = gtk_settings_get_default();
    static bool connected = false;
    if (settings == nullptr || std::exchange(connected, true)) return;
    known_scale();
    g_signal_connect(settings, "notify::gtk-xft-dpi", G_CALLBACK(+[](GObject*, GParamSpec*, void*) {
                         const double before = std::exchange(known_scale(), text_scale());
                         for (auto* window : wxTopLevelWindows)
                             if (auto* own = dynamic_cast<wxTopLevelWindow*>(window))
                                 take_over_when_styled(*own, before);
                     }),
                     nullptr);
}

void follow_density(wxTopLevelWindow& window) {
    g_signal_connect(window.GetHandle(), "notify::scale-factor",
                     G_CALLBACK(+[](GObject*, GParamSpec*, void* data) {
                         auto* own = static_cast<wxTopLevelWindow*>(data);
                         own->CallAfter([own] { tell(*own, known_scale(), known_scale()); });
                     }),
                     &window);
}

}  // namespace traypulse::ui
