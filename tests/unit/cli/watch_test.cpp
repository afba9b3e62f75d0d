// `traypulse watch`, as far as it needs no terminal.
#include <doctest/doctest.h>

#include <algorithm>

#include "agent/cli/watch_past.h"
#include "agent/cli/watch_screen.h"
#include "agent/cli/watch_view.h"

using namespace std::chrono_literals;
using namespace traypulse;
using namespace traypulse::cli;

namespace {

constexpr WallTime kNow{std::chrono::seconds(1'700'000'000)};

WatchTarget target(const std::string& name, TargetState state,
                   std::chrono::milliseconds rtt = 0ms) {
    WatchTarget out;
    out.name = name;
    out.state = state;
    out.lasted = 4min;
    if (rtt > 0ms) out.latency = Rtt(Nanoseconds(rtt));
    if (state == TargetState::down) out.loss = 1;
    return out;
}

WatchView view_of(std::vector<WatchTarget> targets) {
    WatchView out;
    out.taken = kNow;
    out.glance = Glance::up;
    out.sentence = "Online · 12 ms";
    out.targets = std::move(targets);
    return out;
}

ScreenStyle plain_style(std::size_t columns = 80, std::size_t rows = 24) {
    return {columns, rows, false, true};
}

/// Characters that a terminal shows.
std::size_t shown(std::string line) {
    for (auto at = line.find('\033'); at != std::string::npos; at = line.find('\033'))
        line.erase(at, line.find('m', at) - at + 1);
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

bool has(const std::vector<std::string>& lines, const std::string& text) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const auto& l) { return l.find(text) != std::string::npos; });
}

store::GraphPoint point(std::chrono::seconds before_now, std::uint64_t sent, std::uint64_t lost,
                        std::chrono::milliseconds median) {
    store::GraphPoint out;
    out.from = kNow - before_now;
    out.width = 1s;
    out.sent = sent;
    out.lost = lost;
    out.answered = sent - lost;
    out.median = median;
    return out;
}

}  // namespace

TEST_CASE("watch: what status --json says is what is shown") {
    const auto view = watch_view(
        R"({"type":"verdict","glance":"down","summary":"Shop is down since 14:02","reason":"","time":"2024-06-01T12:04:00Z"})"
        "\n"
        R"({"type":"target","name":"Sh\u001bop","check":"icmp://shop","state":"down","since":"2024-06-01T12:00:00Z","rtt_us":null,"loss":0.5})"
        "\n"
        R"({"type":"target","name":"Router","check":"icmp://r","state":"up","since":"2024-06-01T12:00:00Z","rtt_us":1500.25,"loss":0})"
        "\n");
    REQUIRE(view.ok());
    CHECK(view.value().glance == Glance::down);
    CHECK(view.value().sentence == "Shop is down since 14:02");
    REQUIRE(view.value().targets.size() == 2);
    const auto& shop = view.value().targets[0];
    CHECK(shop.name == "Sh?op");  // a terminal obeys escapes
    CHECK(shop.state == TargetState::down);
    CHECK(shop.lasted == Nanoseconds(4min));
    CHECK_FALSE(shop.latency);
    CHECK(shop.loss == 0.5);
    CHECK(view.value().targets[1].latency == Rtt(1'500'250ns));
}

TEST_CASE("watch: what is no such answer is an error, not a guess") {
    for (const char* text :
         {"", "nonsense", "{}\n", R"({"type":"verdict"})", R"({"type":"target","name":"a"})"}) {
        CAPTURE(text);
        const auto view = watch_view(text);
        REQUIRE_FALSE(view.ok());
        CHECK(view.error().code == ErrorCode::protocol);
    }
}

TEST_CASE("watch: states are shapes and words, and a line says the numbers") {
    const auto lines = watch_screen(
        view_of({target("Router", TargetState::up, 1ms), target("Shop", TargetState::down),
                 target("Bar", TargetState::paused)}),
        plain_style(), "14:02", "10 min");
    CHECK(lines.front().find("● Online · 12 ms") == 0);
    CHECK(lines.front().ends_with("14:02"));
    CHECK(has(lines, "● Router  up             1 ms    0 %"));
    CHECK(has(lines, "■ Shop    down 4 min           100 %"));
    CHECK(has(lines, "‖ Bar     paused"));
    CHECK(lines.back() == "q: quit");
}

TEST_CASE("watch: nothing is wider or longer than the terminal, whatever it is") {
    std::vector<WatchTarget> many;
    for (int i = 0; i < 40; ++i) {
        auto t = target("Target with a long näme " + std::to_string(i), TargetState::up, 12ms);
        t.past.assign(kMostSparkColumns, {true, 0, Rtt(12ms)});
        many.push_back(t);
    }
    for (const bool colour : {false, true})
        for (std::size_t columns = 1; columns < 140; columns += 3)
            for (std::size_t rows = 1; rows < 60; rows += 7) {
                CAPTURE(columns);
                CAPTURE(rows);
                auto view = view_of(many);
                ScreenStyle style{columns, rows, colour, true};
                for (auto& t : view.targets) t.past.resize(spark_columns(view, style));
                const auto lines = watch_screen(view, style, "14:02", "10 min", 1000);
                CHECK(lines.size() <= rows);
                // Below this the numbers alone are wider, and a terminal cuts them.
                constexpr std::size_t kNarrowest = 32;
                if (columns < kNarrowest) continue;
                for (const auto& line : lines) CHECK(shown(line) <= columns);
            }
}

TEST_CASE("watch: what does not fit is said, and scrolled to") {
    std::vector<WatchTarget> many;
    for (int i = 0; i < 30; ++i)
        many.push_back(target("T" + std::to_string(i) + ".", TargetState::up));
    const auto top = watch_screen(view_of(many), plain_style(80, 14), "14:02", "10 min", 0);
    CHECK(has(top, "T0."));
    CHECK_FALSE(has(top, "T10."));
    CHECK(top.back() == "q: quit · 20 more: arrows, Page Up, Page Down");
    const auto end = watch_screen(view_of(many), plain_style(80, 14), "14:02", "10 min", 99);
    CHECK(has(end, "T29."));
    CHECK(has(end, "T20."));
    CHECK_FALSE(has(end, "T19."));
}

TEST_CASE("sparkline: height is latency, a cross is all lost, a blank is nothing asked") {
    const std::vector<WatchColumn> columns{{true, 0, Rtt(10ms)},
                                           {true, 0, Rtt(20ms)},
                                           {true, 0.5, Rtt(30ms)},
                                           {true, 1, std::nullopt},
                                           {false, 0, std::nullopt}};
    CHECK(sparkline(columns, plain_style()) == "▁▅█× ");
    auto ascii = plain_style();
    ascii.unicode = false;
    CHECK(sparkline(columns, ascii) == "_-#x ");
    const auto coloured = sparkline(columns, ScreenStyle{});
    CHECK(shown(coloured) == 5);
    CHECK(coloured.find("38;5;36m▁") != std::string::npos);   // no loss: green
    CHECK(coloured.find("38;5;166m█") != std::string::npos);  // half is lost: vermilion
    // A millisecond up and down is no mountain range.
    CHECK(sparkline({{true, 0, Rtt(10'000'000ns)}, {true, 0, Rtt(10'100'000ns)}}, plain_style()) ==
          "▁▁");
}

TEST_CASE("watch: columns of the past lie on their own multiples, and one stands until the next") {
    store::Graph graph;
    for (int i = 12; i >= 1; --i)
        graph.points.push_back(point(std::chrono::seconds(i * 2), 1, 0, 5ms));
    // A column a second, a request each two.
    const auto dense = watch_columns(graph, kNow, 10s, 10);
    REQUIRE(dense.size() == 10);
    CHECK(std::all_of(dense.begin() + 1, dense.end(), [](const auto& c) { return c.asked; }));
    // Of several in one column all are counted, and the slowest is shown.
    graph.points = {point(9s, 4, 1, 5ms), point(8s, 4, 3, 50ms)};
    const auto wide = watch_columns(graph, kNow, 40s, 4);
    REQUIRE(wide.size() == 4);
    std::size_t asked = 0;
    for (const auto& c : wide) {
        if (!c.asked) continue;
        ++asked;
        CHECK(c.loss == 0.5);
        CHECK(c.latency == Rtt(50ms));
    }
    CHECK(asked == 1);
    CHECK(watch_columns(graph, kNow, 40s, 0).empty());
    CHECK(watch_columns({}, kNow, 40s, 3) == std::vector<WatchColumn>(3));
}

TEST_CASE("watch: a gap stays a gap") {
    store::Graph graph;
    for (const int before : {58, 57, 56, 55, 10, 9, 8})
        graph.points.push_back(point(std::chrono::seconds(before), 1, 0, 5ms));
    const auto columns = watch_columns(graph, kNow, 60s, 60);
    const auto asked =
        std::count_if(columns.begin(), columns.end(), [](const auto& c) { return c.asked; });
    CHECK(asked >= 7);
    CHECK(asked <= 9);
    CHECK_FALSE(columns[30].asked);
}
