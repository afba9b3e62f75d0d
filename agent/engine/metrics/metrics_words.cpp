#include "agent/engine/metrics/metrics_words.h"

#include <cmath>
#include <cstdio>

#include "agent/translations/translate.h"

namespace traypulse::metrics {
namespace {

/// Below this many people are dissatisfied (ITU-T G.109: R < 80).
constexpr double kGoodMos = 4.02;
/// Rarer duplicates and reordering harm nobody.
constexpr double kWorthTelling = 0.01;

std::string decimal(double value) {
    char text[32];
    std::snprintf(text, sizeof text, value < 9.95 ? "%.1f" : "%.0f", value);
    std::string out(text);
    if (const auto zero = out.find(".0"); zero != std::string::npos) out.erase(zero, 2);
    return localised(out);
}

std::string percent(double share) {
    return 100 * share < 0.05 ? tr("less than {0} %", decimal(0.1))
                              : percent_text(decimal(100 * share));
}

std::string within(const std::string& what, Window window) {
    switch (window) {
        case Window::minute:
            return tr("{0} (last minute)", what);
        case Window::five_minutes:
            return tr("{0} (last 5 min)", what);
        case Window::hour:
            break;
    }
    return tr("{0} (last hour)", what);
}

bool is_named(const WindowReport& w) {
    return w.pattern.kind != LossPattern::none && w.pattern.kind != LossPattern::too_few;
}

std::string loss_words(const WindowReport& w) {
    const auto share = percent(w.loss);
    switch (w.pattern.kind) {
        case LossPattern::random:
            return tr("loses {0} at random", share);
        case LossPattern::bursts:
            if (w.loss_periods <= 1) return tr("lost {0} in a row, once", w.longest_loss);
            return tr("loses {0} in bursts of about {1}", share, std::lround(*w.mean_loss_length));
        case LossPattern::periodic:
            return tr("loses {0}, every {1} s", share,
                      decimal(std::chrono::duration<double>(*w.pattern.period).count()));
        case LossPattern::load:
            return tr("loses {0} when the latency has risen: too much load", share);
        case LossPattern::none:
        case LossPattern::too_few:
            break;
    }
    return tr("lost {0} of {1}, too few to say how", w.lost, w.sent);
}

/// The shortest window that says how it loses; else the hour, if it has lost at all.
std::string loss_of(const Report& report) {
    for (const auto window : kWindows)
        if (is_named(report.of(window))) return within(loss_words(report.of(window)), window);
    const auto& hour = report.of(Window::hour);
    return hour.lost == 0 ? "" : within(loss_words(hour), Window::hour);
}

}  // namespace

std::string words_of(const Report& report, const std::function<std::string(WallTime)>& clock) {
    std::string out = loss_of(report);
    const auto say = [&out](const std::string& more) { out = listed(out, more); };
    const auto& recent = report.of(Window::five_minutes);
    if (recent.voice && (!out.empty() || recent.voice->mos < kGoodMos))
        say(tr("MOS {0}", decimal_text(recent.voice->mos, 1)));
    const auto answers = static_cast<double>(recent.sent - recent.lost);
    if (answers > 0) {
        const auto again = static_cast<double>(recent.duplicates) / answers;
        const auto disorder = static_cast<double>(recent.reordered) / answers;
        if (again >= kWorthTelling) say(tr("{0} of the answers come twice", percent(again)));
        if (disorder >= kWorthTelling)
            say(tr("{0} of the answers out of order", percent(disorder)));
    }
    if (!report.ttl_changes.empty()) {
        const auto& change = report.ttl_changes.back();
        say(tr("another route perhaps since {0} (TTL {1}, now {2})", clock(change.at.wall),
               static_cast<int>(change.before.value), static_cast<int>(change.after.value)));
    }
    return out;
}

}  // namespace traypulse::metrics
