#include "agent/ui/graph/scene.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agent/translations/translate.h"

namespace traypulse::ui::graph {
namespace {

// Of the layout, before the scale: all multiples of 8 but for the lines of text.
constexpr int kGap = 8;
constexpr int kLabels = 64;  // "240 ms", right-aligned
constexpr int kRight = 16;
constexpr int kVerdict = 16;
constexpr int kRibbon = 8;
constexpr int kLeastPlot = 48;
constexpr int kMostPlot = 240;
constexpr int kTickDistance = 88;  // "14:02:30" and room beside it

int scaled(int length, double scale) { return static_cast<int>(std::lround(length * scale)); }

bool affects(const OutageRecord& outage, const std::string& name) {
    return std::find(outage.affected.begin(), outage.affected.end(), name) != outage.affected.end();
}

bool is_free(const Box& box, const std::vector<MarkName>& names, int gap) {
    return std::none_of(names.begin(), names.end(), [&](const MarkName& other) {
        return box.x < other.box.right() + gap && other.box.x < box.right() + gap;
    });
}

/// The longest outages have their names; those that would touch another's do without.
std::vector<MarkName> place_names(const Scene& scene, const SceneWish& wish) {
    std::vector<std::size_t> order(scene.marks.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return scene.marks[a].width > scene.marks[b].width;
    });
    std::vector<MarkName> out;
    const int gap = scaled(kGap, wish.scale);
    const int end = scene.left + scene.grid.width;
    for (const auto i : order) {
        const auto& mark = scene.marks[i];
        const int width = wish.text_width(mark.title);
        if (width > scene.grid.width) continue;
        MarkName name;
        name.outage = mark.outage;
        name.text = mark.title;
        const int begin = scene.left + mark.x;
        // Where it begins, or else where it ends.
        for (const int x : {begin, begin + mark.width - width}) {
            name.box = {std::clamp(x, scene.left, end - width), gap / 2, width, wish.text_height};
            if (!is_free(name.box, out, gap)) continue;
            out.push_back(std::move(name));
            break;
        }
    }
    std::sort(out.begin(), out.end(),
              [](const MarkName& a, const MarkName& b) { return a.box.x < b.box.x; });
    return out;
}

std::string latest_of(const std::vector<Column>& columns) {
    const auto found = std::find_if(columns.rbegin(), columns.rend(),
                                    [](const Column& c) { return c.answered > 0; });
    return found == columns.rend() ? "" : latency_words(found->rtt.median);
}

std::string remark_of(const Series& series, const Lane& lane) {
    if (!lane.columns.empty() || !series.has_points()) return {};
    return tr("Nothing was measured in this time.");
}

Lane make_lane(const Scene& scene, const SceneWish& wish, const Series& series) {
    Lane lane;
    lane.target = series.target().id;
    lane.title = series.target().name;
    lane.columns = columns_of(series.points(scene.grid.range()), scene.grid);
    lane.axis = value_axis_for(lane.columns);
    lane.latest = latest_of(lane.columns);
    lane.states = ribbon_of(series.states(), series.watched(wish.axis.now()), scene.grid);
    lane.remark = remark_of(series, lane);
    for (const auto& mark : scene.marks)
        if (affects(wish.outages->at(mark.outage), lane.title)) lane.marks.push_back(mark);
    return lane;
}

/// All lanes are as high as each other: they share what there is, or scroll.
void place_lanes(Scene& scene, const SceneWish& wish) {
    if (scene.lanes.empty()) return;
    const int gap = scaled(kGap, wish.scale);
    const int ribbon = scaled(kRibbon, wish.scale);
    const int title = wish.text_height + gap / 2;
    const int besides = title + ribbon + 2 * gap;
    const int share = scene.lanes_box.height / static_cast<int>(scene.lanes.size()) - besides;
    const int plot =
        std::clamp(share, scaled(kLeastPlot, wish.scale), scaled(kMostPlot, wish.scale));
    const int height = plot + besides;
    scene.lanes_height = height * static_cast<int>(scene.lanes.size());
    const int most = std::max(scene.lanes_height - scene.lanes_box.height, 0);
    int y = scene.lanes_box.y - std::clamp(wish.scrolled, 0, most);
    for (auto& lane : scene.lanes) {
        lane.all = {0, y, scene.width, height};
        lane.plot = {scene.left, y + title, scene.grid.width, plot};
        lane.ribbon = {scene.left, lane.plot.bottom() + gap / 2, scene.grid.width, ribbon};
        y += height;
    }
}

}  // namespace

int plot_width(int width, double scale, double letters) {
    return std::max(width - scaled(kLabels, scale * letters) - scaled(kRight, scale), 1);
}

int Scene::x(WallTime at) const {
    return left + static_cast<int>(std::lround(std::clamp(grid.x(at), -1e6, 1e6)));
}

const Lane* Scene::lane_at(int px, int py) const {
    if (!lanes_box.holds(px, py)) return nullptr;
    const auto found = std::find_if(lanes.begin(), lanes.end(),
                                    [&](const Lane& lane) { return lane.all.holds(px, py); });
    return found == lanes.end() ? nullptr : &*found;
}

Scene make_scene(const SceneWish& wish) {
    static const std::vector<OutageRecord> kNoOutages;
    const auto& outages = wish.outages ? *wish.outages : kNoOutages;
    Scene scene;
    scene.width = wish.width;
    scene.height = wish.height;
    scene.scale = wish.scale;
    scene.now = wish.axis.now();
    scene.left = scaled(kLabels, wish.scale * wish.letters);
    scene.grid = grid_of(wish.axis, plot_width(wish.width, wish.scale, wish.letters));
    const int gap = scaled(kGap, wish.scale);
    scene.verdict = {scene.left, gap + wish.text_height, scene.grid.width,
                     scaled(kVerdict, wish.scale)};
    scene.axis_y = wish.height - wish.text_height - gap / 2;
    const int lanes_y = scene.verdict.bottom() + gap;
    scene.lanes_box = {0, lanes_y, wish.width, std::max(scene.axis_y - gap / 2 - lanes_y, 0)};
    const int tick_distance = scaled(kTickDistance, wish.scale * wish.letters);
    scene.ticks = time_ticks(scene.grid.range(), scene.grid.width / std::max(tick_distance, 1));
    scene.marks = outage_marks(outages, scene.grid, wish.axis.now());
    std::vector<std::vector<Run>> states;
    states.reserve(wish.watched.size());
    for (const auto* series : wish.watched)
        states.push_back(ribbon_of(series->states(), series->watched(wish.axis.now()), scene.grid));
    scene.verdict_runs = verdict_ribbon(states, outages, scene.grid);
    scene.names = place_names(scene, wish);
    for (const auto* series : wish.shown) scene.lanes.push_back(make_lane(scene, wish, *series));
    place_lanes(scene, wish);
    return scene;
}

}  // namespace traypulse::ui::graph
