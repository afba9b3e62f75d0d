// A year of one target, a sample a second, on screen: what a frame takes while a person pans and
// zooms, what the history takes to answer, and beside it rrdtool drawing the same.
// `./dev bench graph` is the whole year; --check a short one.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "agent/store/history.h"
#include "agent/ui/graph/render.h"
#include "agent/ui/graph/scene.h"
#include "tests/bench/rrd_peer.h"
#include "tests/support/made_history.h"
#include "tests/support/temp_dir.h"

using namespace traypulse;
using namespace traypulse::ui::graph;

namespace {

using Clock = std::chrono::steady_clock;
constexpr WallTime kEnd{std::chrono::seconds(1'735'689'600)};  // 2025-01-01
constexpr int kFrames = 300;
constexpr int kDrawings = 20;  // of rrdtool
constexpr Palette kLight{{255, 255, 255}, {46, 52, 54}};

struct Wishes {
    int days = 365;
    int width = 1600, height = 900;
    double scale = 2;
    std::string directory;
    bool check = false;
};

double milliseconds_since(Clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

double quantile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values.empty()
               ? 0
               : values[std::min(
                     values.size() - 1,
                     static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

struct View {
    const char* name;
    Range range;
    std::vector<double> frames{}, queries{};
};

/// What GraphView does, without a window: draws what is at hand, and takes the answers when they
/// come, which here is before the next frame.
class Screen {
 public:
    Screen(store::History& history, const Wishes& wishes) : history_(history), wishes_(wishes) {
        auto targets = history.targets();
        if (!targets.ok() || targets.value().empty()) throw std::runtime_error("no target");
        series_.emplace(targets.value().front());
        wish_.width = wishes.width;
        wish_.height = wishes.height;
        wish_.scale = wishes.scale;
        wish_.text_height = static_cast<int>(17 * wishes.scale);
        wish_.text_width = [&](const std::string& text) {
            return static_cast<int>(7 * wishes.scale * static_cast<double>(text.size()));
        };
        wish_.shown = {&*series_};
        wish_.watched = wish_.shown;
    }

    void measure(View& view) {
        wish_.axis = TimeAxis(kEnd, view.range);
        answer(view);
        for (int i = 0; i < kFrames; ++i) {
            move(i);
            const auto begin = Clock::now();
            const auto scene = make_scene(wish_);
            render(scene, kLight, canvas_);
            static_cast<void>(texts_of(scene, wish_.text_width, wish_.text_height));
            view.frames.push_back(milliseconds_since(begin));
            answer(view);
        }
    }

 private:
    /// A drag to the left and back, a wheel in and out.
    void move(int i) {
        auto& axis = wish_.axis;
        if (i % 4 == 3)
            axis.zoom(i / 50 % 2 == 0 ? 0.93 : 1 / 0.93, 0.3);
        else
            axis.pan((i / 75 % 2 == 0 ? -1 : 1) * axis.span() / 60);
    }

    void answer(View& view) {
        for (const auto& q : series_->wanted(
                 grid_of(wish_.axis, plot_width(wish_.width, wish_.scale)), kEnd, true)) {
            const auto begin = Clock::now();
            if (q.what == Asked::states) {
                if (auto found = history_.intervals(q.target, q.range); found.ok())
                    series_->answer(q, std::move(found.value()));
            } else if (auto found = history_.graph(q.target, q.range, q.most_points); found.ok()) {
                series_->answer(q, std::move(found.value()));
                if (q.what == Asked::points) view.queries.push_back(milliseconds_since(begin));
            }
        }
    }

    store::History& history_;
    const Wishes& wishes_;
    std::optional<Series> series_;
    SceneWish wish_{.axis = TimeAxis(kEnd)};
    Canvas canvas_{wishes_.width, wishes_.height};
};

/// What rrdtool gets: the same, a minute a value.
std::vector<store::GraphPoint> minutes_of(store::History& history, int days) {
    std::vector<store::GraphPoint> out;
    for (auto at = kEnd - std::chrono::days(days); at < kEnd; at += std::chrono::days(10)) {
        const store::TimeRange part{at, std::min(at + std::chrono::days(10), kEnd)};
        const auto minutes =
            static_cast<std::size_t>((part.until - part.from) / std::chrono::minutes(1));
        auto graph = history.graph(store::HistoryTarget{1}, part, minutes + 1);
        if (!graph.ok()) throw std::runtime_error(graph.error().text());
        for (auto& p : graph.value().points)
            if (out.empty() || out.back().from < p.from) out.push_back(std::move(p));
    }
    return out;
}

std::vector<std::vector<double>> measure_peer(store::History& history, const Wishes& wishes,
                                              const std::string& folder,
                                              const std::vector<View>& views) {
    if (!bench::rrd_is_there()) return {};
    const auto end = std::chrono::floor<std::chrono::seconds>(kEnd).time_since_epoch().count();
    std::vector<bench::RrdView> wanted;
    wanted.reserve(views.size());
    for (const auto& view : views)
        wanted.push_back(
            {end - std::chrono::duration_cast<std::chrono::seconds>(length_of(view.range)).count(),
             end});
    return bench::draw_with_rrd(folder, minutes_of(history, wishes.days), wanted, kDrawings,
                                wishes.width, wishes.height);
}

int measure(const Wishes& wishes) {
    const test::TempDir files;
    const auto folder = wishes.directory.empty() ? files.path().string() : wishes.directory;
    const auto path = folder + "/history.db";
    if (!std::filesystem::exists(path)) {
        test::MadeHistory wish;
        wish.path = path;
        wish.until = kEnd;
        wish.days = wishes.days;
        wish.coarse = std::chrono::seconds(1);
        wish.targets = {{{}, "Router", "icmp://192.0.2.1"}};
        test::make_history(wish);
    }
    store::History history(path);
    Screen screen(history, wishes);
    std::vector<View> views{
        {"year", Range::year}, {"month", Range::month}, {"day", Range::day}, {"hour", Range::hour}};
    for (auto& view : views) screen.measure(view);
    const auto peer = measure_peer(history, wishes, folder, views);
    std::printf("%d days, a sample a second, drawn %d × %d pixels\n\n", wishes.days, wishes.width,
                wishes.height);
    std::printf(
        "| view | frame ms: median | p99 | longest | answer of the history ms: median | longest "
        "| rrdtool's drawing ms: median | times a frame and its answer |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    bool good = !peer.empty();
    for (std::size_t i = 0; i < views.size(); ++i) {
        const auto& v = views[i];
        const double frame = quantile(v.frames, 0.5);
        const double query = quantile(v.queries, 0.5);
        std::printf("| %s | %.2f | %.2f | %.2f | %.1f | %.1f ", v.name, frame,
                    quantile(v.frames, 0.99), quantile(v.frames, 1), query, quantile(v.queries, 1));
        if (i >= peer.size()) {
            std::printf("| – | – |\n");
            continue;
        }
        const double times = quantile(peer[i], 0.5) / (frame + query);
        std::printf("| %.1f | %.1f |\n", quantile(peer[i], 0.5), times);
        good = good && times > 1;
    }
    if (peer.empty()) std::printf("\nrrdtool is not installed, so there is nothing beside it\n");
    if (!wishes.check || good) return 0;
    std::printf("\nrrdtool draws faster in the same run\n");
    return 1;
}

}  // namespace

int main(int argc, char** argv) try {
    Wishes wishes;
    CLI::App app("frames of the graphs");
    app.add_option("--days", wishes.days, "of history")->check(CLI::Range(1, 3660));
    app.add_option("--width", wishes.width, "pixels of the device")->check(CLI::Range(100, 10'000));
    app.add_option("--height", wishes.height)->check(CLI::Range(100, 10'000));
    app.add_option("--directory", wishes.directory,
                   "where the history stays; one that is there is only asked");
    app.add_flag("--check", wishes.check,
                 "status 1 where rrdtool is faster in the same run, or is not there");
    CLI11_PARSE(app, argc, argv);
    return measure(wishes);
} catch (const std::exception& e) {
    std::fprintf(stderr, "graph-bench: %s\n", e.what());
    return 1;
}
