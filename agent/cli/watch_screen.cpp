#include "agent/cli/watch_screen.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "agent/engine/words.h"
#include "agent/translations/columns.h"
#include "agent/translations/translate.h"

namespace traypulse::cli {
namespace {

using Words = std::array<std::string_view, 8>;
constexpr Words kBars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr Words kAsciiBars{"_", "_", ".", "-", "-", "=", "=", "#"};
/// Less than this between the least and the greatest is no pattern worth a mountain.
constexpr double kFlatMs = 2.0;
constexpr std::string_view kGap = "  ";
/// Narrower sparklines show nothing that the numbers do not.
constexpr std::size_t kLeastSpark = 8;

// LOOK's colours as the nearest of the 256 (Okabe–Ito).
constexpr std::string_view kGreen = "38;5;36", kBlue = "38;5;74", kOrange = "38;5;178",
                           kVermilion = "38;5;166", kGrey = "38;5;245", kBold = "1";

std::string cut(std::string_view text, std::size_t columns) {
    return std::string(text.substr(0, bytes_in_columns(text, columns)));
}

std::string left(std::string_view text, std::size_t columns) {
    return padded_right(cut(text, columns), columns);
}

std::string right(std::string_view text, std::size_t columns) {
    return padded_left(cut(text, columns), columns);
}

std::string painted(const std::string& text, std::string_view how, const ScreenStyle& style) {
    if (!style.colour || text.empty()) return text;
    return "\033[" + std::string(how) + "m" + text + "\033[0m";
}

struct Shape {
    std::string_view unicode, ascii, colour;
};

Shape shape_of(TargetState state) {
    switch (state) {
        case TargetState::up:
            return {"●", "o", kGreen};
        case TargetState::degraded:
            return {"▲", "^", kOrange};
        case TargetState::down:
            return {"■", "X", kVermilion};
        case TargetState::unknown:
            return {"○", "?", kGrey};
        case TargetState::paused:
            break;
    }
    return {"‖", "=", kGrey};
}

Shape shape_of(Glance glance) {
    switch (glance) {
        case Glance::up:
            return shape_of(TargetState::up);
        case Glance::degraded:
            return shape_of(TargetState::degraded);
        case Glance::down:
            return shape_of(TargetState::down);
        case Glance::paused:
            return shape_of(TargetState::paused);
        case Glance::unknown:
        case Glance::no_link:
            break;
    }
    return shape_of(TargetState::unknown);
}

std::string sign(const Shape& shape, const ScreenStyle& style) {
    return painted(std::string(style.unicode ? shape.unicode : shape.ascii), shape.colour, style);
}

std::string state_text(const WatchTarget& t) {
    // How long it is up already is no news.
    if (t.state == TargetState::down) return tr("down {0}", words::duration_short(t.lasted));
    if (t.state == TargetState::degraded)
        return tr("degraded {0}", words::duration_short(t.lasted));
    return words::state(t.state);
}

std::string loss_text(const WatchTarget& t) {
    if (t.state == TargetState::paused || t.state == TargetState::unknown) return {};
    const double percent = t.loss * 100;
    // Not nothing, though it would round to it.
    if (percent > 0 && percent < 1) return tr("< 1 %");
    return percent_text(std::to_string(std::lround(percent)));
}

std::string_view colour_of(double loss) {
    if (loss <= 0) return kGreen;
    if (loss <= 0.02) return kBlue;
    return loss <= 0.1 ? kOrange : kVermilion;
}

struct Widths {
    std::size_t name = 6, state = 5, latency = 7, loss = 5, spark = 0;
};

Widths widths_of(const WatchView& view, const ScreenStyle& style) {
    Widths w;
    w.name = std::max(w.name, terminal_columns(tr("Target")));
    w.state = std::max(w.state, terminal_columns(tr("State")));
    w.latency = std::max(w.latency, terminal_columns(tr("Latency")));
    w.loss = std::max(w.loss, terminal_columns(tr("Loss")));
    for (const auto& t : view.targets) {
        w.name = std::max(w.name, terminal_columns(t.name));
        w.state = std::max(w.state, terminal_columns(state_text(t)));
    }
    const auto others = 2 + kGap.size() + w.state + kGap.size() + w.latency + kGap.size() + w.loss;
    const auto room = style.columns > others ? style.columns - others : 0;
    w.name = std::min(w.name, std::max<std::size_t>(room, 1));
    const auto rest = room - std::min(room, w.name);
    if (rest >= kGap.size() + kLeastSpark)
        w.spark = std::min(rest - kGap.size(), kMostSparkColumns);
    return w;
}

std::string target_line(const WatchTarget& t, const Widths& w, const ScreenStyle& style) {
    const auto shape = shape_of(t.state);
    auto out = sign(shape, style) + " " + left(t.name, w.name);
    const auto state = left(state_text(t), w.state);
    out += kGap;
    out += t.state == TargetState::up ? state : painted(state, shape.colour, style);
    out += kGap;
    out += right(t.latency ? words::latency(*t.latency) : "", w.latency);
    out += kGap;
    out += right(loss_text(t), w.loss);
    if (w.spark > 0 && !t.past.empty()) {
        out += kGap;
        out += sparkline(t.past, style);
    }
    return out;
}

}  // namespace

std::size_t spark_columns(const WatchView& view, const ScreenStyle& style) {
    return widths_of(view, style).spark;
}

std::string sparkline(const std::vector<WatchColumn>& columns, const ScreenStyle& style) {
    double least = 0;
    double most = 0;
    bool any = false;
    for (const auto& c : columns) {
        if (!c.latency) continue;
        const auto ms = c.latency->milliseconds();
        least = any ? std::min(least, ms) : ms;
        most = any ? std::max(most, ms) : ms;
        any = true;
    }
    const double height = std::max(most - least, kFlatMs);
    const auto& bars = style.unicode ? kBars : kAsciiBars;
    std::string out;
    for (const auto& c : columns) {
        if (!c.asked) {
            out += ' ';
        } else if (!c.latency) {
            out += painted(style.unicode ? "×" : "x", kVermilion, style);
        } else {
            const double share = (c.latency->milliseconds() - least) / height;
            const auto bar =
                static_cast<std::size_t>(std::lround(share * static_cast<double>(bars.size() - 1)));
            out += painted(std::string(bars.at(bar)), colour_of(c.loss), style);
        }
    }
    return out;
}

std::vector<std::string> watch_screen(const WatchView& view, const ScreenStyle& style,
                                      std::string_view clock, std::string_view span,
                                      std::size_t first) {
    const auto w = widths_of(view, style);
    std::vector<std::string> out;
    const auto add = [&](std::string line) {
        if (out.size() < style.rows) out.push_back(std::move(line));
    };
    const auto room =
        style.columns - std::min(style.columns, 2 + terminal_columns(clock) + kGap.size());
    add(sign(shape_of(view.glance), style) + " " +
        painted(left(view.sentence, room), kBold, style) + std::string(kGap) + std::string(clock));
    if (!view.detail.empty()) add(cut("  " + view.detail, style.columns));
    add({});
    auto heading = "  " + left(tr("Target"), w.name) + std::string(kGap) +
                   left(tr("State"), w.state) + std::string(kGap) +
                   right(tr("Latency"), w.latency) + std::string(kGap) + right(tr("Loss"), w.loss);
    if (w.spark > 0)
        heading += std::string(kGap) + cut(trc("over a sparkline", "Last {0}", span), w.spark);
    add(painted(cut(heading, style.columns), kGrey, style));

    const auto used = out.size() + 1;  // the last line says what to press, and what does not fit
    const auto fit = style.rows > used ? style.rows - used : 0;
    const auto count = std::min(fit, view.targets.size());
    first = std::min(first, view.targets.size() - count);
    for (std::size_t i = first; i < first + count; ++i) add(target_line(view.targets[i], w, style));
    const auto hidden = view.targets.size() - count;
    add(painted(cut(hidden == 0 ? std::string(tr("q: quit"))
                                : trn("q: quit · {0} more: arrows, Page Up, Page Down",
                                      "q: quit · {0} more: arrows, Page Up, Page Down", hidden),
                    style.columns),
                kGrey, style));
    return out;
}

}  // namespace traypulse::cli
