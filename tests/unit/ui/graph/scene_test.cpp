#include "agent/ui/graph/scene.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "agent/ui/graph/hover.h"
#include "agent/ui/graph/render.h"
#include "tests/unit/ui/graph/graph_values.h"

using namespace traypulse;
using namespace traypulse::ui::graph;
using namespace traypulse::test;

namespace {

constexpr Palette kLight{{255, 255, 255}, {0, 0, 0}};

int text_width(const std::string& text) { return 7 * static_cast<int>(text.size()); }

/// Three targets over an hour: an outage of two of them in the middle, nothing in the last quarter.
struct SceneFixture {
    std::vector<Series> series;
    std::vector<OutageRecord> outages;
    SceneWish wish{.axis = TimeAxis(kNoon)};

    SceneFixture() {
        for (const char* name : {"Router", "Shop", "Office"}) {
            store::KnownTarget target;
            target.id = store::HistoryTarget{static_cast<std::int64_t>(series.size()) + 1};
            target.name = name;
            target.added = kNoon - 100h;
            series.emplace_back(target);
        }
        OutageRecord o;
        o.id = 5;
        o.cause = Cause::provider_outage;
        o.began = kNoon - 30min;
        o.ended = kNoon - 25min;
        o.affected = {"Shop", "Office"};
        outages.push_back(o);
        for (std::size_t i = 0; i < series.size(); ++i) fill(series[i], i > 0);
        wish.width = 900;
        wish.height = 600;
        wish.text_width = &text_width;
        wish.outages = &outages;
        for (const auto& s : series) {
            wish.shown.push_back(&s);
            wish.watched.push_back(&s);
        }
    }

    static void fill(Series& s, bool broken) {
        store::Graph graph;
        graph.width = 5s;
        for (auto at = kNoon - 1h; at < kNoon - 15min; at += 5s) {
            const bool lost = broken && at >= kNoon - 30min && at < kNoon - 25min;
            graph.points.push_back(point(at, 5s, 20, 5, lost ? 5 : 0));
        }
        const store::TimeRange range{kNoon - 2h, kNoon};
        s.answer({Asked::points, s.target().id, range, 1000, 5s}, std::move(graph));
        std::vector<store::StateInterval> states{
            state(TargetState::up, kNoon - 90min, kNoon - 30min),
            state(broken ? TargetState::down : TargetState::up, kNoon - 30min, kNoon - 25min),
            state(TargetState::up, kNoon - 25min, kNoon - 15min)};
        s.answer({Asked::states, s.target().id, range, 0, 5s}, std::move(states));
    }

    [[nodiscard]] Scene scene() const { return make_scene(wish); }
    [[nodiscard]] Canvas drawn() const {
        const auto s = scene();
        Canvas canvas(s.width, s.height);
        render(s, kLight, canvas);
        return canvas;
    }
};

bool inside(const Box& inner, const Box& outer) {
    return inner.x >= outer.x && inner.right() <= outer.right() && inner.y >= outer.y &&
           inner.bottom() <= outer.bottom();
}

bool has_colour(const Canvas& canvas, const Box& box, Colour colour) {
    for (int y = box.y; y < box.bottom(); ++y)
        for (int x = box.x; x < box.right(); ++x)
            if (canvas.at(x, y) == colour) return true;
    return false;
}

void write_picture(const Canvas& canvas, const std::string& path) {
    std::ofstream out(path, std::ios::binary);
    out << "P6 " << canvas.width() << " " << canvas.height() << " 255\n";
    for (int y = 0; y < canvas.height(); ++y)
        for (int x = 0; x < canvas.width(); ++x) {
            const auto c = canvas.at(x, y);
            out << static_cast<char>(c.red) << static_cast<char>(c.green)
                << static_cast<char>(c.blue);
        }
}

}  // namespace

TEST_CASE_FIXTURE(SceneFixture,
                  "larger text has more room beside the graphs and between the times") {
    const auto usual = scene();
    wish.letters = 1.5;
    const auto large = scene();
    CHECK(large.left == usual.left * 3 / 2);
    CHECK(large.left + large.grid.width == usual.left + usual.grid.width);
    CHECK(large.grid.width == plot_width(wish.width, wish.scale, wish.letters));
    CHECK(large.ticks.size() < usual.ticks.size());
}

TEST_CASE_FIXTURE(SceneFixture, "graphs are stacked on one time axis and share the height") {
    for (const double scale : {1.0, 2.0}) {
        wish.scale = scale;
        wish.text_height = static_cast<int>(16 * scale);
        wish.width = static_cast<int>(900 * scale);
        wish.height = static_cast<int>(600 * scale);
        const auto s = scene();
        REQUIRE(s.lanes.size() == 3);
        CHECK(s.grid.width == plot_width(wish.width, scale));
        CHECK(s.verdict.bottom() <= s.lanes_box.y);
        CHECK(s.lanes_box.bottom() <= s.axis_y);
        CHECK(s.lanes_height <= s.lanes_box.height);
        int y = s.lanes_box.y;
        for (const auto& lane : s.lanes) {
            CHECK(lane.all.y == y);
            CHECK(inside(lane.plot, lane.all));
            CHECK(inside(lane.ribbon, lane.all));
            CHECK(lane.plot.bottom() < lane.ribbon.y);
            CHECK(lane.plot.x == s.left);
            CHECK(lane.plot.width == s.grid.width);
            y = lane.all.bottom();
        }
    }
}

TEST_CASE_FIXTURE(SceneFixture, "what has no room is scrolled, to the last graph and not beyond") {
    wish.height = 260;
    const auto top = scene();
    CHECK(top.lanes_height > top.lanes_box.height);
    CHECK(top.lane_at(500, top.lanes_box.y + 1)->title == "Router");
    CHECK(top.lane_at(500, top.lanes_box.bottom()) == nullptr);
    wish.scrolled = 100'000;
    const auto end = scene();
    CHECK(end.lanes.back().all.bottom() == end.lanes_box.bottom());
    CHECK(end.lane_at(500, end.lanes_box.bottom() - 1)->title == "Office");
}

TEST_CASE_FIXTURE(SceneFixture, "names of outages never touch each other and stay on the picture") {
    for (int i = 0; i < 40; ++i) {
        auto o = outages.front();
        o.began = kNoon - 59min + i * 90s;
        o.ended = o.began + 5s * (1 + i % 7);
        outages.push_back(o);
    }
    const auto s = scene();
    CHECK(s.marks.size() == 41);
    CHECK(s.names.size() >= 3);
    for (std::size_t i = 0; i < s.names.size(); ++i) {
        CHECK(s.names[i].box.x >= s.left);
        CHECK(s.names[i].box.right() <= s.left + s.grid.width);
        if (i > 0) CHECK(s.names[i].box.x > s.names[i - 1].box.right());
    }
    // The longest one is the one that is named in any case.
    CHECK(std::any_of(s.names.begin(), s.names.end(), [](const auto& n) { return n.outage == 0; }));
}

TEST_CASE_FIXTURE(SceneFixture,
                  "the picture has line, smoke, outage and what is unknown where they belong") {
    const auto s = scene();
    const auto canvas = drawn();
    const auto& router = s.lanes[0];
    const auto& shop = s.lanes[1];
    const int middle = s.x(kNoon - 27min) - s.left;
    const Box then_router{router.plot.x + middle, router.plot.y, 1, router.plot.height};
    const Box then_shop{shop.plot.x + middle, shop.plot.y, 1, shop.plot.height};
    const auto green = colour_of(Loss::none);
    const auto red = colour_of(Loss::much);
    CHECK(has_colour(canvas, then_router, green));
    CHECK(!has_colour(canvas, then_router, red));
    CHECK(has_colour(canvas, then_shop, red));  // on the ground: nothing came back
    CHECK(!has_colour(canvas, then_shop, green));
    CHECK(canvas.at(shop.ribbon.x + middle, shop.ribbon.y + 2) == colour_of(Shade::down));
    CHECK(canvas.at(s.verdict.x + middle, s.verdict.y + 2) == colour_of(Shade::down));
    CHECK(canvas.at(router.ribbon.x + middle, router.ribbon.y + 2) == colour_of(Shade::up));
    // The line runs at the height of the median, with smoke on both sides of it.
    const int y =
        router.plot.bottom() - static_cast<int>(router.axis.height(20) * router.plot.height);
    CHECK(has_colour(canvas, {router.plot.x + 100, y - 2, 1, 4}, green));
    const auto smoke = canvas.at(router.plot.x + 100, y - 4);
    CHECK(smoke.red == smoke.green);
    CHECK(smoke.red < 250);
    // Nothing is known of the last quarter: no line, a hatched ribbon.
    const Box late{router.plot.right() - 100, router.plot.y, 90, router.plot.height};
    CHECK(!has_colour(canvas, late, green));
    const Box late_ribbon{router.ribbon.right() - 100, router.ribbon.y, 90, router.ribbon.height};
    CHECK(!has_colour(canvas, late_ribbon, green));
    CHECK(has_colour(canvas, late_ribbon, kLight.background));
    int inked = 0;
    for (int x = late_ribbon.x; x < late_ribbon.right(); ++x)
        inked += canvas.at(x, late_ribbon.y + 3) == kLight.background ? 0 : 1;
    CHECK(inked > 15);
    CHECK(inked < 60);
}

TEST_CASE_FIXTURE(SceneFixture,
                  "the same is drawn every time, on light and dark, at every density") {
    constexpr Palette kDark{{45, 45, 45}, {238, 238, 236}};
    std::filesystem::create_directories(TRAYPULSE_ARTEFACTS);
    for (const int scale : {1, 2})
        for (const auto& [name, palette] : {std::pair{"light", kLight}, std::pair{"dark", kDark}}) {
            wish.scale = scale;
            wish.width = 900 * scale;
            wish.height = 600 * scale;
            const auto s = scene();
            Canvas first(s.width, s.height);
            render(s, palette, first);
            Canvas second(s.width, s.height);
            second.fill({0, 0, s.width, s.height}, {200, 0, 200});  // nothing of it is left
            render(s, palette, second);
            CHECK(first.pixels() == second.pixels());
            CHECK(first.at(0, 0) == palette.background);
            // For eyes: without texts, which need a toolkit.
            write_picture(first, std::string(TRAYPULSE_ARTEFACTS) + "/graphs-" + name + "-" +
                                     std::to_string(scale) + "x.ppm");
        }
}

TEST_CASE_FIXTURE(SceneFixture, "labels keep clear of each other") {
    for (const auto range : kRanges) {
        wish.axis.set_range(range);
        const auto s = scene();
        int right = -100;
        for (const auto& text : texts_of(s, &text_width, 16)) {
            if (text.y != s.axis_y) continue;
            const int half = text_width(text.text) / 2;
            CHECK(text.x - half > right);
            right = text.x + half;
            CHECK(right <= s.width);
        }
        CHECK(right > 0);
    }
}

TEST_CASE_FIXTURE(SceneFixture, "the values under the cursor are told in words") {
    const TimeZone zone("UTC");
    const auto s = scene();
    const auto words = [&](std::size_t lane, WallTime at) {
        return hover_words(s, outages, lane < 3 ? &s.lanes[lane] : nullptr, s.x(at));
    };
    CHECK(words(0, kNoon - 40min).starts_with("Sun 2 Jun, 11:20:0"));
    CHECK(words(0, kNoon - 40min).ends_with(" · Router: 20 ms (16 ms to 40 ms), 0 of 5 lost"));
    CHECK(words(1, kNoon - 27min)
              .ends_with(" · Shop: no answer to 5 requests, down · Provider outage, 5 min"));
    CHECK(words(2, kNoon - 5min).ends_with(" · Office: nothing was asked, unknown"));
    CHECK(words(9, kNoon - 27min).starts_with("Sun 2 Jun, 11:3"));
    CHECK(words(9, kNoon - 27min).ends_with(" · Provider outage, 5 min"));
    CHECK(words(9, kNoon - 40min).find("outage") == std::string::npos);
}

TEST_CASE_FIXTURE(SceneFixture, "the whole picture is told in words") {
    const TimeZone zone("UTC");
    CHECK(picture_words(scene(), wish.axis) ==
          "Sun 2 Jun, 11:00 to 12:00. Router: latest 20 ms, 0 % lost. Shop: latest 20 ms, 11 % "
          "lost. Office: latest 20 ms, 11 % lost. Outages: 1.");
}

TEST_CASE_FIXTURE(SceneFixture, "an empty or tiny picture is no trouble") {
    wish.shown.clear();
    CHECK(scene().lanes.empty());
    wish = SceneWish{.axis = TimeAxis(kNoon)};
    wish.text_width = &text_width;
    for (const int size : {0, 1, 30, 79, 81}) {
        wish.width = wish.height = size;
        wish.shown = {&series[0]};
        const auto s = scene();
        Canvas canvas(s.width, s.height);
        render(s, kLight, canvas);
        CHECK(s.grid.width >= 1);
    }
}

TEST_CASE("a column is drawn by how much of each pixel it covers") {
    Canvas canvas(4, 10);
    canvas.clear({255, 255, 255});
    canvas.column(1, 2, 2.5, 5.25, {0, 0, 0});
    CHECK(canvas.at(0, 3) == Colour{255, 255, 255});
    CHECK(canvas.at(1, 3) == Colour{0, 0, 0});
    CHECK(canvas.at(2, 4) == Colour{0, 0, 0});
    CHECK(canvas.at(1, 1) == Colour{255, 255, 255});
    CHECK(canvas.at(1, 2).red == doctest::Approx(127).epsilon(0.02));
    CHECK(canvas.at(1, 5).red == doctest::Approx(191).epsilon(0.02));
    CHECK(canvas.at(1, 6) == Colour{255, 255, 255});
    canvas.clip({0, 0, 2, 4});
    canvas.fill({-50, -50, 500, 500}, {10, 20, 30});
    CHECK(canvas.at(1, 3) == Colour{10, 20, 30});
    CHECK(canvas.at(2, 3) == Colour{0, 0, 0});
    CHECK(canvas.at(1, 4) == Colour{0, 0, 0});
}
