// Mouse and keys of the graphs.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "agent/ui/window/graph_view.h"

namespace traypulse::ui {
namespace {

constexpr double kZoomStep = 0.8;  // of a notch of the wheel
constexpr double kKeyZoom = 0.5;
constexpr int kPanParts = 8;  // of the span: one arrow key
constexpr int kWheelPanParts = 10;
constexpr int kReadStep = 8;  // columns
constexpr int kReadFar = 80;
constexpr int kScrollNotch = 48;  // pixels of the layout

}  // namespace

void GraphView::bind_mouse() {
    Bind(wxEVT_MOUSEWHEEL, [this](wxMouseEvent& e) { on_wheel(e); });
    Bind(wxEVT_LEFT_DOWN, [this](wxMouseEvent& e) {
        SetFocus();
        by_keys_ = false;
        drag_ = Drag{axis_, e.GetX()};
        if (!HasCapture()) CaptureMouse();
    });
    Bind(wxEVT_LEFT_UP, [this](wxMouseEvent&) {
        drag_.reset();
        if (HasCapture()) ReleaseMouse();
        SetCursor(wxNullCursor);
    });
    Bind(wxEVT_MOUSE_CAPTURE_LOST, [this](wxMouseCaptureLostEvent&) { drag_.reset(); });
    Bind(wxEVT_LEFT_DCLICK, [this](wxMouseEvent&) {
        change_axis([](graph::TimeAxis& axis) { axis.return_to_now(); });
    });
    Bind(wxEVT_MOTION, [this](wxMouseEvent& e) {
        if (drag_ && e.LeftIsDown()) on_drag(e);
        const double s = scale();
        read_at(static_cast<int>(std::lround(e.GetX() * s)),
                static_cast<int>(std::lround(e.GetY() * s)));
    });
    Bind(wxEVT_LEAVE_WINDOW, [this](wxMouseEvent&) {
        if (!drag_) stop_reading();
    });
}

void GraphView::on_wheel(wxMouseEvent& event) {
    const double notches =
        static_cast<double>(event.GetWheelRotation()) / std::max(event.GetWheelDelta(), 1);
    const double s = scale();
    const double x = event.GetX() * s;
    if (x < scene_.left)  // beside the graphs the wheel scrolls what is stacked
        return scroll_to(scrolled_ - static_cast<int>(notches * kScrollNotch * s));
    const bool sideways = event.GetWheelAxis() == wxMOUSE_WHEEL_HORIZONTAL || event.ShiftDown();
    change_axis([&](graph::TimeAxis& axis) {
        if (sideways) {
            const double way = event.ShiftDown() ? -notches : notches;
            const auto step = static_cast<double>(axis.span().count()) / kWheelPanParts;
            return axis.pan(graph::Micros(std::llround(step * way)));
        }
        axis.zoom(std::pow(kZoomStep, notches), (x - scene_.left) / scene_.grid.width);
    });
}

void GraphView::on_drag(const wxMouseEvent& event) {
    SetCursor(wxCursor(wxCURSOR_SIZEWE));
    const auto by = std::llround((drag_->x - event.GetX()) * scale()) * scene_.grid.step;
    change_axis([&](graph::TimeAxis& axis) {
        const auto now = axis.now();
        axis = drag_->axis;
        axis.advance(now);
        axis.pan(by);
    });
}

void GraphView::on_key(wxKeyEvent& event) {
    using Axis = graph::TimeAxis;
    by_keys_ = true;
    const double middle =
        cursor_ ? static_cast<double>(cursor_->x - scene_.left) / scene_.grid.width : 0.5;
    switch (event.GetKeyCode()) {
        case WXK_LEFT:
            if (event.ShiftDown()) return read_step(event.ControlDown() ? -kReadFar : -kReadStep);
            return change_axis([](Axis& axis) { axis.pan(-axis.span() / kPanParts); });
        case WXK_RIGHT:
            if (event.ShiftDown()) return read_step(event.ControlDown() ? kReadFar : kReadStep);
            return change_axis([](Axis& axis) { axis.pan(axis.span() / kPanParts); });
        case WXK_PAGEUP:
            return change_axis([](Axis& axis) { axis.pan(-axis.span()); });
        case WXK_PAGEDOWN:
            return change_axis([](Axis& axis) { axis.pan(axis.span()); });
        case WXK_HOME:
            return change_axis([this](Axis& axis) {
                if (const auto oldest = history_.oldest()) axis.go_to_oldest(*oldest);
            });
        case WXK_END:
            return change_axis([](Axis& axis) { axis.return_to_now(); });
        case '+':
        case '=':
        case WXK_NUMPAD_ADD:
            return change_axis([&](Axis& axis) { axis.zoom(kKeyZoom, middle); });
        case '-':
        case WXK_NUMPAD_SUBTRACT:
            return change_axis([&](Axis& axis) { axis.zoom(1 / kKeyZoom, middle); });
        case WXK_UP:
            return read_next_lane(-1);
        case WXK_DOWN:
            return read_next_lane(1);
        case WXK_TAB:
            Navigate(event.ShiftDown() ? wxNavigationKeyEvent::IsBackward
                                       : wxNavigationKeyEvent::IsForward);
            return;
        default:
            event.Skip();
    }
}

/// Without a cursor it begins at the right end, where now is; in the first graph that is seen.
void GraphView::read_step(int columns) {
    if (scene_.lanes.empty()) return;
    const int last = scene_.left + scene_.grid.width - 1;
    const auto step = static_cast<int>(std::lround(columns * scale()));
    const auto at = cursor_.value_or(Cursor{last - step, scene_.lanes_box.y + 1});
    read_at(std::clamp(at.x + step, scene_.left, last), at.y);
}

/// Without a cursor the keys scroll what is stacked; with it they go from graph to graph.
void GraphView::read_next_lane(int step) {
    if (!cursor_) return scroll_to(scrolled_ + step * static_cast<int>(kScrollNotch * scale()));
    const auto& lanes = scene_.lanes;
    const auto at = std::find_if(lanes.begin(), lanes.end(), [this](const graph::Lane& lane) {
        return lane.all.holds(cursor_->x, cursor_->y);
    });
    const auto next = at - lanes.begin() + step;
    if (at == lanes.end() || next < 0 || next >= std::ssize(lanes)) return;
    const auto& box = lanes[static_cast<std::size_t>(next)].all;
    const auto& seen = scene_.lanes_box;
    const int by = std::max(box.bottom() - seen.bottom(), 0) - std::max(seen.y - box.y, 0);
    scroll_to(scrolled_ + by);
    read_at(cursor_->x, box.y + box.height / 2 - by);
}

}  // namespace traypulse::ui
