// One picture of the graphs as plain values: boxes in pixels of the device, columns, runs, marks.
// Made anew for each frame; render() and the view draw it. Pure.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "agent/ui/graph/canvas.h"
#include "agent/ui/graph/columns.h"
#include "agent/ui/graph/ribbon.h"
#include "agent/ui/graph/series.h"
#include "agent/ui/graph/ticks.h"
#include "agent/ui/graph/value_axis.h"

namespace traypulse::ui::graph {

/// One target's graph.
struct Lane {
    store::HistoryTarget target;
    std::string title;
    std::string latest;  ///< of the newest column that has an answer: "12 ms"
    Box all;             ///< may reach out of Scene::lanes: then it is scrolled
    Box plot;
    Box ribbon;
    ValueAxis axis;
    std::vector<Column> columns;
    std::vector<Run> states;
    std::vector<OutageMark> marks;  ///< that affect it
    std::string remark;             ///< why there is nothing to see; empty: there is something
};

/// The name of an outage above the verdict ribbon.
struct MarkName {
    Box box;
    std::string text;
    std::size_t outage = 0;
};

struct Scene {
    int width = 0, height = 0;
    double scale = 1;  ///< pixels of the device per pixel of the layout
    WallTime now;
    PixelGrid grid;
    int left = 0;  ///< where the grid's first column is
    Box verdict;
    std::vector<Run> verdict_runs;
    std::vector<OutageMark> marks;
    std::vector<MarkName> names;
    std::vector<Tick> ticks;
    std::vector<Lane> lanes;
    Box lanes_box;         ///< what is seen of the lanes
    int lanes_height = 0;  ///< of all of them; more than the box has: they are scrolled
    int axis_y = 0;        ///< where the ticks' labels begin

    [[nodiscard]] int x(WallTime at) const;
    [[nodiscard]] const Lane* lane_at(int px, int py) const;
};

/// Width of a text in pixels of the device.
using TextWidth = std::function<int(const std::string&)>;

struct SceneWish {
    int width = 0, height = 0;
    double scale = 1;
    double letters = 1;    ///< how much larger text is than the room beside the grid was chosen for
    int text_height = 16;  ///< of a line, in pixels of the device
    TextWidth text_width{};
    TimeAxis axis;
    int scrolled = 0;                      ///< pixels of the device
    std::vector<const Series*> shown{};    ///< in the person's order
    std::vector<const Series*> watched{};  ///< all that the verdict is about
    const std::vector<OutageRecord>* outages = nullptr;
};
Scene make_scene(const SceneWish& wish);

/// How wide the grid is in a scene of this width.
int plot_width(int width, double scale, double letters = 1);

}  // namespace traypulse::ui::graph
