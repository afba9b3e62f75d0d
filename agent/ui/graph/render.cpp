#include "agent/ui/graph/render.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace traypulse::ui::graph {
namespace {

// LOOK: Okabe and Ito's colours.
constexpr Colour kGreen{0x00, 0x9e, 0x73};
constexpr Colour kSkyBlue{0x56, 0xb4, 0xe9};
constexpr Colour kOrange{0xe6, 0x9f, 0x00};
constexpr Colour kVermilion{0xd5, 0x5e, 0x00};
constexpr Colour kGrey{0x88, 0x88, 0x88};

// On top of each other these make 10, 20 and 35 %.
constexpr double kOuterSmoke = 0.10;
constexpr double kMiddleSmoke = 0.11;
constexpr double kInnerSmoke = 0.19;
constexpr double kGridLine = 0.12;
constexpr double kBaseLine = 0.35;
constexpr double kOutageBand = 0.10;
constexpr double kHatchLines = 0.45;
constexpr double kLabelOpacity = 0.7;
constexpr double kLineWidth = 1.6;
constexpr int kHatchDistance = 6;
constexpr int kLostBar = 3;

class Painter {
 public:
    Painter(const Scene& scene, const Palette& palette, Canvas& canvas)
        : scene_(scene), palette_(palette), canvas_(canvas), pixel_(px(1)) {}

    void draw() {
        canvas_.unclip();
        canvas_.clear(palette_.background);
        ribbon(scene_.verdict, scene_.verdict_runs);
        canvas_.clip(scene_.lanes_box);
        for (const auto& lane : scene_.lanes) {
            if (lane.all.bottom() <= scene_.lanes_box.y || lane.all.y >= scene_.lanes_box.bottom())
                continue;
            draw(lane);
        }
        canvas_.unclip();
    }

 private:
    [[nodiscard]] int px(double length) const {
        return std::max(static_cast<int>(std::lround(length * scene_.scale)), 1);
    }

    void draw(const Lane& lane) {
        for (const auto& mark : lane.marks)
            canvas_.fill({lane.plot.x + mark.x, lane.plot.y, mark.width, lane.plot.height},
                         colour_of(mark.shade), kOutageBand);
        for (const auto& tick : scene_.ticks)
            canvas_.fill({scene_.x(tick.at), lane.plot.y, pixel_, lane.plot.height},
                         palette_.foreground, tick.major ? 2 * kGridLine : kGridLine);
        for (const double at : lane.axis.at)
            canvas_.fill({lane.plot.x, row(lane, at), lane.plot.width, pixel_}, palette_.foreground,
                         kGridLine);
        canvas_.fill({lane.plot.x, lane.plot.bottom(), lane.plot.width, pixel_},
                     palette_.foreground, kBaseLine);
        for (const auto& column : lane.columns) smoke(lane, column);
        line(lane);
        ribbon(lane.ribbon, lane.states);
    }

    [[nodiscard]] double y(const Lane& lane, double milliseconds) const {
        return lane.plot.bottom() - lane.axis.height(milliseconds) * lane.plot.height;
    }
    [[nodiscard]] int row(const Lane& lane, double milliseconds) const {
        return static_cast<int>(std::lround(y(lane, milliseconds)));
    }

    void smoke(const Lane& lane, const Column& c) {
        if (c.answered == 0) return;
        const auto band = [&](double low, double high, double opacity) {
            canvas_.column(lane.plot.x + c.x, c.width, y(lane, high), y(lane, low),
                           palette_.foreground, opacity);
        };
        band(c.rtt.least, c.rtt.most, kOuterSmoke);
        band(c.rtt.p5, c.rtt.p95, kMiddleSmoke);
        band(c.rtt.p25, c.rtt.p75, kInnerSmoke);
        if (c.rtt.most > lane.axis.top)  // it goes on beyond the top
            canvas_.fill({lane.plot.x + c.x, lane.plot.y, c.width, 2 * pixel_}, palette_.foreground,
                         kBaseLine);
    }

    /// In the middle of a pixel, so that one row of the line is its colour and no mixture.
    [[nodiscard]] double line_y(const Lane& lane, const Column& c) const {
        const double at = std::clamp<double>(y(lane, c.rtt.median), lane.plot.y + pixel_,
                                             lane.plot.bottom() - pixel_);
        return std::floor(at) + 0.5;
    }

    void line(const Lane& lane) {
        const double half = kLineWidth * scene_.scale / 2;
        double before = 0;
        bool goes_on = false;
        for (const auto& c : lane.columns) {
            if (c.answered == 0) {
                lost(lane, c);
                goes_on = false;
                continue;
            }
            const double at = line_y(lane, c);
            const auto colour = colour_of(loss_class(c.sent, c.lost));
            if (goes_on && c.joined && std::abs(before - at) > 2 * half)
                canvas_.column(lane.plot.x + c.x, std::min(pixel_, c.width),
                               std::min(before, at) - half, std::max(before, at) + half, colour);
            canvas_.column(lane.plot.x + c.x, c.width, at - half, at + half, colour);
            before = at;
            goes_on = true;
        }
    }

    /// Nothing came back: there is no line, and that it was asked is seen on the ground.
    void lost(const Lane& lane, const Column& c) {
        if (c.sent == 0) return;
        const int width = std::max(c.width, 2 * pixel_);
        const int height = px(kLostBar);
        canvas_.fill({lane.plot.x + c.x, lane.plot.bottom() - height, width, height}, kVermilion);
    }

    void ribbon(const Box& box, const std::vector<Run>& runs) {
        for (const auto& run : runs) {
            const Box part{box.x + run.x, box.y, run.width, box.height};
            if (run.shade == Shade::none) continue;
            if (run.shade == Shade::unknown)
                canvas_.hatch(part, px(kHatchDistance), palette_.foreground, kHatchLines);
            else
                canvas_.fill(part, colour_of(run.shade));
        }
    }

    const Scene& scene_;
    const Palette& palette_;
    Canvas& canvas_;
    int pixel_;
};

}  // namespace

Colour colour_of(Shade shade) {
    switch (shade) {
        case Shade::up:
            return kGreen;
        case Shade::degraded:
            return kOrange;
        case Shade::down:
            return kVermilion;
        case Shade::none:
        case Shade::unknown:
            break;
    }
    return kGrey;
}

Colour colour_of(Loss loss) {
    switch (loss) {
        case Loss::none:
            return kGreen;
        case Loss::little:
            return kSkyBlue;
        case Loss::some:
            return kOrange;
        case Loss::much:
            break;
    }
    return kVermilion;
}

void render(const Scene& scene, const Palette& palette, Canvas& canvas) {
    Painter(scene, palette, canvas).draw();
}

std::vector<Text> texts_of(const Scene& scene, const TextWidth& width, int text_height) {
    std::vector<Text> out;
    const auto gap = static_cast<int>(std::lround(8 * scene.scale));
    for (const auto& name : scene.names)
        out.push_back({name.box.x, name.box.y, Align::left, name.text, false, 1, false});
    for (const auto& lane : scene.lanes) {
        const int title_y = lane.plot.y - text_height - gap / 4;
        out.push_back({lane.plot.x, title_y, Align::left, lane.title, true, 1, true});
        out.push_back({lane.plot.right(), title_y, Align::right, lane.latest, false, 1, true});
        // Where labels would touch each other only the top has one.
        const bool all_labels =
            lane.plot.height / std::max<std::ptrdiff_t>(std::ssize(lane.axis.at), 1) >=
            text_height * 3 / 2;
        for (const double at : lane.axis.at) {
            if (!all_labels && at != lane.axis.at.back()) continue;
            const double y = lane.plot.bottom() - lane.axis.height(at) * lane.plot.height;
            out.push_back({lane.plot.x - gap, static_cast<int>(std::lround(y)) - text_height / 2,
                           Align::right, latency_words(at), false, kLabelOpacity, true});
        }
        if (!lane.remark.empty())
            out.push_back({lane.plot.x + lane.plot.width / 2,
                           lane.plot.y + (lane.plot.height - text_height) / 2, Align::middle,
                           lane.remark, false, kLabelOpacity, true});
    }
    int free_from = 0;
    for (const auto& tick : scene.ticks) {
        const int half = width(tick.label) / 2;
        const int x = scene.x(tick.at);
        if (x - half < free_from || x + half > scene.width) continue;
        free_from = x + half + gap;
        out.push_back({x, scene.axis_y, Align::middle, tick.label, tick.major,
                       tick.major ? 1 : kLabelOpacity, false});
    }
    return out;
}

}  // namespace traypulse::ui::graph
