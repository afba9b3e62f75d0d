// The panel with the graphs: draws the scene, and turns mouse and keys into zoom and pan.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <wx/panel.h>

#include "agent/ui/graph/canvas.h"
#include "agent/ui/graph/render.h"
#include "agent/ui/graph/scene.h"
#include "agent/ui/window/window_history.h"

class wxGraphicsContext;

namespace traypulse::ui {

/// GUI thread. Draws what is at hand and asks for what is missing, so no gesture ever waits.
class GraphView final : public wxPanel {
 public:
    struct Events {
        std::function<void()> axis_changed;
        std::function<void(const std::string&)> read;  ///< the values under the cursor, or nothing
    };
    GraphView(wxWindow* parent, WindowHistory& history, WallTime now, Events events);

    [[nodiscard]] const graph::TimeAxis& axis() const { return axis_; }
    /// A change that a button asks for.
    void change_axis(const std::function<void(graph::TimeAxis&)>& change);
    /// Names of targets, in the order in which they are stacked.
    void show_targets(std::vector<std::string> names);
    void show_range(store::TimeRange range);
    /// Time goes on, or something new is known.
    void refresh(WallTime now);
    /// Said in place of graphs while there are none.
    void set_remark(std::string remark);

 private:
    /// Colours, the density or the size of text have changed.
    void redraw();
    [[nodiscard]] graph::TextWidth text_width();
    [[nodiscard]] double scale() const;
    void rebuild();
    void moved();
    void scroll_to(int pixels);
    void paint();
    void draw_texts(wxGraphicsContext& gc);
    void draw_cursor(wxGraphicsContext& gc);
    void bind_mouse();
    void on_wheel(wxMouseEvent& event);
    void on_drag(const wxMouseEvent& event);
    void on_key(wxKeyEvent& event);
    void read_at(int x, int y);
    void read_step(int columns);
    void read_next_lane(int step);
    void stop_reading();
    void tell();

    WindowHistory& history_;
    Events events_;
    graph::TimeAxis axis_;
    std::vector<std::string> names_;
    std::string remark_;
    graph::Scene scene_;
    graph::Canvas canvas_{0, 0};
    bool stale_ = true;
    int scrolled_ = 0;
    std::unordered_map<std::string, int> widths_;

    struct Drag {
        graph::TimeAxis axis;
        int x;
    };
    std::optional<Drag> drag_;
    /// Where values are read, in pixels of the device.
    struct Cursor {
        int x, y;
    };
    std::optional<Cursor> cursor_;
    bool tab_pressed_ = false;
    bool by_keys_ = false;  ///< then it shows that it has the focus
};

}  // namespace traypulse::ui
