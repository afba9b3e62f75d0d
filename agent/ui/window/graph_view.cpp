#include "agent/ui/window/graph_view.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include <wx/dcclient.h>
#include <wx/graphics.h>
#include <wx/settings.h>

#include "agent/ui/accessible.h"
#include "agent/ui/density.h"
#include "agent/ui/graph/hover.h"
#include "agent/ui/layout.h"
#include "agent/ui/text_input.h"
#include "agent/ui/window/blit.h"
#include "agent/ui/wx_words.h"

namespace traypulse::ui {
namespace {

constexpr std::size_t kMaxKnownWidths = 4000;  // labels come again; some hundred kB
constexpr double kCursorOpacity = 0.5;

graph::Colour colour(const wxColour& c) {
    return {static_cast<std::uint8_t>(c.Red()), static_cast<std::uint8_t>(c.Green()),
            static_cast<std::uint8_t>(c.Blue())};
}

graph::Palette palette() {
    return {colour(wxSystemSettings::GetColour(wxSYS_COLOUR_WINDOW)),
            colour(wxSystemSettings::GetColour(wxSYS_COLOUR_WINDOWTEXT))};
}

wxColour faded(const graph::Colour& c, double opacity) {
    return {c.red, c.green, c.blue, static_cast<unsigned char>(std::lround(opacity * 255))};
}

}  // namespace

GraphView::GraphView(wxWindow* parent, WindowHistory& history, WallTime now, Events events)
    : wxPanel(parent, wxID_ANY, wxDefaultPosition, wxDefaultSize,
              wxWANTS_CHARS | wxVSCROLL | wxFULL_REPAINT_ON_RESIZE),
      history_(history),
      events_(std::move(events)),
      axis_(now) {
    SetLayoutDirection(wxLayout_LeftToRight);  // time runs to the right in every language
    without_text_input(*this);
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    SetMinSize(wxSize(320, 200));
    Bind(wxEVT_PAINT, [this](wxPaintEvent&) { paint(); });
    Bind(wxEVT_SIZE, [this](wxSizeEvent& e) {
        e.Skip();
        moved();
    });
    when_look_changes(*this, [this] { redraw(); });
    Bind(wxEVT_KEY_DOWN, [this](wxKeyEvent& e) { on_key(e); });
    Bind(wxEVT_SET_FOCUS, [this](wxFocusEvent& e) {
        e.Skip();
        by_keys_ = tab_pressed_;
        Refresh(false);
    });
    // Wayland tells no program which keys are down.
    wxGetTopLevelParent(this)->Bind(wxEVT_CHAR_HOOK, [this](wxKeyEvent& e) {
        e.Skip();
        if (e.GetKeyCode() != WXK_TAB) return;
        tab_pressed_ = true;
        CallAfter([this] { tab_pressed_ = false; });
    });
    Bind(wxEVT_KILL_FOCUS, [this](wxFocusEvent& e) {
        e.Skip();
        Refresh(false);
    });
    for (const auto type :
         {wxEVT_SCROLLWIN_TOP, wxEVT_SCROLLWIN_BOTTOM, wxEVT_SCROLLWIN_LINEUP,
          wxEVT_SCROLLWIN_LINEDOWN, wxEVT_SCROLLWIN_PAGEUP, wxEVT_SCROLLWIN_PAGEDOWN,
          wxEVT_SCROLLWIN_THUMBTRACK, wxEVT_SCROLLWIN_THUMBRELEASE})
        Bind(type, [this](const wxScrollWinEvent& e) {
            if (e.GetOrientation() == wxVERTICAL)
                scroll_to(static_cast<int>(std::lround(e.GetPosition() * scale())));
        });
    bind_mouse();
    set_accessible(*this, tr("Graphs"));
}

double GraphView::scale() const { return GetContentScaleFactor(); }

graph::TextWidth GraphView::text_width() {
    return [this](const std::string& text) {
        if (widths_.size() > kMaxKnownWidths) widths_.clear();
        const auto [it, is_new] = widths_.try_emplace(text, 0);
        if (is_new)
            it->second = static_cast<int>(
                std::ceil(GetTextExtent(wxString::FromUTF8(text)).GetWidth() * scale()));
        return it->second;
    };
}

void GraphView::change_axis(const std::function<void(graph::TimeAxis&)>& change) {
    const auto before = axis_;
    change(axis_);
    if (axis_ == before) return;
    moved();
    events_.axis_changed();
}

void GraphView::show_targets(std::vector<std::string> names) {
    if (names == names_) return;
    names_ = std::move(names);
    moved();
}

void GraphView::show_range(store::TimeRange range) {
    change_axis([&](graph::TimeAxis& axis) { axis.show(range); });
}

void GraphView::refresh(WallTime now) {
    change_axis([&](graph::TimeAxis& axis) { axis.advance(now); });
    moved();
}

void GraphView::set_remark(std::string remark) {
    if (remark == remark_) return;
    remark_ = std::move(remark);
    moved();
}

void GraphView::redraw() {
    widths_.clear();
    moved();
}

void GraphView::moved() {
    stale_ = true;
    Refresh(false);
}

void GraphView::rebuild() {
    stale_ = false;
    graph::SceneWish wish{.axis = axis_};
    const auto s = scale();
    const auto size = GetClientSize();
    wish.width = static_cast<int>(std::lround(size.x * s));
    wish.height = static_cast<int>(std::lround(size.y * s));
    wish.scale = s;
    wish.letters = text_scale();
    wish.text_height = static_cast<int>(std::lround(GetCharHeight() * s));
    wish.text_width = text_width();
    wish.scrolled = scrolled_;
    std::vector<store::HistoryTarget> ids;
    for (const auto& name : names_)
        if (const auto* series = history_.find(name)) {
            wish.shown.push_back(series);
            ids.push_back(series->target().id);
        }
    wish.watched = history_.configured();
    wish.outages = &history_.outages();
    scene_ = graph::make_scene(wish);
    if (canvas_.width() != scene_.width || canvas_.height() != scene_.height)
        canvas_ = graph::Canvas(scene_.width, scene_.height);
    graph::render(scene_, palette(), canvas_);
    history_.want(scene_.grid, axis_.now(), ids);
    SetScrollbar(wxVERTICAL, static_cast<int>(scrolled_ / s),
                 static_cast<int>(scene_.lanes_box.height / s),
                 static_cast<int>(scene_.lanes_height / s));
    tell();
    set_accessible(*this, tr("Graphs"),
                   scene_.lanes.empty() ? remark_ : graph::picture_words(scene_, axis_));
}

void GraphView::scroll_to(int pixels) {
    const int most = std::max(scene_.lanes_height - scene_.lanes_box.height, 0);
    const int wanted = std::clamp(pixels, 0, most);
    if (wanted == scrolled_) return;
    scrolled_ = wanted;
    moved();
}

void GraphView::paint() {
    wxPaintDC dc(this);
    if (stale_) rebuild();
    const std::unique_ptr<wxGraphicsContext> gc(wxGraphicsContext::Create(dc));
    if (!gc) return;
    blit(*gc, canvas_, scale());
    draw_texts(*gc);
    draw_cursor(*gc);
    if (HasFocus() && by_keys_) {
        gc->SetPen(wxPen(wxSystemSettings::GetColour(wxSYS_COLOUR_HIGHLIGHT), 1, wxPENSTYLE_DOT));
        gc->SetBrush(*wxTRANSPARENT_BRUSH);
        const auto size = GetClientSize();
        gc->DrawRectangle(0.5, 0.5, size.x - 1, size.y - 1);
    }
}

void GraphView::draw_texts(wxGraphicsContext& gc) {
    const double s = scale();
    const auto colours = palette();
    const wxFont plain = GetFont();
    const wxFont strong = plain.Bold();
    const auto& box = scene_.lanes_box;
    const int height = static_cast<int>(std::lround(GetCharHeight() * s));
    auto texts = graph::texts_of(scene_, text_width(), height);
    if (scene_.lanes.empty() && !remark_.empty())
        texts.push_back({scene_.left + scene_.grid.width / 2, box.y + (box.height - height) / 2,
                         graph::Align::middle, remark_, false, 1, false});
    bool clipped = false;
    for (const auto& text : texts) {
        if (text.in_lanes != clipped) {
            clipped = text.in_lanes;
            if (clipped)
                gc.Clip(box.x / s, box.y / s, box.width / s, box.height / s);
            else
                gc.ResetClip();
        }
        gc.SetFont(text.strong ? strong : plain, faded(colours.foreground, text.opacity));
        const auto words = wxString::FromUTF8(text.text);
        double x = text.x / s;
        if (text.align != graph::Align::left) {
            double width = 0;
            gc.GetTextExtent(words, &width, nullptr);
            x -= text.align == graph::Align::right ? width : width / 2;
        }
        gc.DrawText(words, x, text.y / s);
    }
    gc.ResetClip();
}

void GraphView::draw_cursor(wxGraphicsContext& gc) {
    if (!cursor_ || scene_.lanes.empty()) return;
    const double s = scale();
    gc.SetPen(*wxTRANSPARENT_PEN);
    gc.SetBrush(wxBrush(faded(palette().foreground, kCursorOpacity)));
    gc.DrawRectangle(cursor_->x / s, scene_.verdict.y / s, 1 / s,
                     (scene_.lanes_box.bottom() - scene_.verdict.y) / s);
}

void GraphView::tell() {
    events_.read(cursor_ ? graph::hover_words(scene_, history_.outages(),
                                              scene_.lane_at(cursor_->x, cursor_->y), cursor_->x)
                         : std::string());
}

void GraphView::read_at(int x, int y) {
    const int left = scene_.left;
    const int right = left + scene_.grid.width - 1;
    if (x < left || x > right) return stop_reading();
    cursor_ = Cursor{x, y};
    tell();
    Refresh(false);
}

void GraphView::stop_reading() {
    if (!std::exchange(cursor_, std::nullopt)) return;
    tell();
    Refresh(false);
}

}  // namespace traypulse::ui
