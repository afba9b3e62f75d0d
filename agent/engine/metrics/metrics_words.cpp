#include "agent/engine/metrics/metrics_words.h"

#include <cmath>
#include <cstdio>

namespace traypulse::metrics {
namespace {

/// Below this many people are dissatisfied (ITU-T G.109: R < 80).
constexpr double kGoodMos = 4.02;
/// Rarer duplicates and reordering harm nobody.
constexpr double kWorthTelling = 0.01;

std::string decimal(double value, const char* unit) {
    char text[32];
    std::snprintf(text, sizeof text, value < 9.95 ? "%.1f%s" : "%.0f%s", value, unit);
    std::string out(text);
    if (const auto zero = out.find(".0"); zero != std::string::npos) out.erase(zero, 2);
    return out;
}

std::string one_decimal(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

std::string percent(double share) {
    return 100 * share < 0.05 ? "less than 0.1 %" : decimal(100 * share, " %");
}

std::string last(Window window) {
    switch (window) {
        case Window::minute:
            return " (last minute)";
        case Window::five_minutes:
            return " (last 5 min)";
        case Window::hour:
            break;
    }
    return " (last hour)";
}

bool is_named(const WindowReport& w) {
    return w.pattern.kind != LossPattern::none && w.pattern.kind != LossPattern::too_few;
}

std::string loss_words(const WindowReport& w) {
    const auto loses = "loses " + percent(w.loss);
    switch (w.pattern.kind) {
        case LossPattern::random:
            return loses + " at random";
        case LossPattern::bursts:
            if (w.loss_periods <= 1)
                return "lost " + std::to_string(w.longest_loss) + " in a row, once";
            return loses + " in bursts of about " +
                   std::to_string(std::lround(*w.mean_loss_length));
        case LossPattern::periodic:
            return loses + ", every " +
                   decimal(std::chrono::duration<double>(*w.pattern.period).count(), " s");
        case LossPattern::load:
            return loses + " when the latency has risen: too much load";
        case LossPattern::none:
        case LossPattern::too_few:
            break;
    }
    return "lost " + std::to_string(w.lost) + " of " + std::to_string(w.sent) +
           ", too few to say how";
}

/// The shortest window that says how it loses; else the hour, if it has lost at all.
std::string loss_of(const Report& report) {
    for (const auto window : kWindows)
        if (is_named(report.of(window))) return loss_words(report.of(window)) + last(window);
    const auto& hour = report.of(Window::hour);
    return hour.lost == 0 ? "" : loss_words(hour) + last(Window::hour);
}

}  // namespace

std::string words_of(const Report& report, const std::function<std::string(WallTime)>& clock) {
    std::string out = loss_of(report);
    const auto say = [&out](const std::string& more) { out += (out.empty() ? "" : ", ") + more; };
    const auto& recent = report.of(Window::five_minutes);
    if (recent.voice && (!out.empty() || recent.voice->mos < kGoodMos))
        say("MOS " + one_decimal(recent.voice->mos));
    const auto answers = static_cast<double>(recent.sent - recent.lost);
    if (answers > 0) {
        const auto again = static_cast<double>(recent.duplicates) / answers;
        const auto disorder = static_cast<double>(recent.reordered) / answers;
        if (again >= kWorthTelling) say(percent(again) + " of the answers come twice");
        if (disorder >= kWorthTelling) say(percent(disorder) + " of the answers out of order");
    }
    if (!report.ttl_changes.empty()) {
        const auto& change = report.ttl_changes.back();
        say("another route perhaps since " + clock(change.at.wall) + " (TTL " +
            std::to_string(change.before.value) + ", now " + std::to_string(change.after.value) +
            ")");
    }
    return out;
}

}  // namespace traypulse::metrics
