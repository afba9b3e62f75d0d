#include "agent/ui/popover/popover_model.h"

#include <array>
#include <cmath>
#include <cstdio>

#include "agent/translations/translate.h"
#include "agent/ui/menu_model.h"
#include "agent/ui/status_model.h"

namespace traypulse::ui {
namespace {

std::string tenths(double value) {
    std::array<char, 16> text{};
    // Within int: percents.
    const int all = static_cast<int>(value * 10);
    std::snprintf(text.data(), text.size(), "%d.%d", all / 10, all % 10);
    return localised(text.data());
}

/// Of those that are watched and known of.
std::optional<double> mean_loss(const Snapshot& s) {
    double sum = 0;
    int count = 0;
    for (const auto& t : s.targets) {
        const bool known = t.state == TargetState::up || t.state == TargetState::degraded ||
                           t.state == TargetState::down;
        if (!t.enabled || !known || t.sent == 0) continue;
        sum += t.loss;
        ++count;
    }
    if (count == 0) return std::nullopt;
    return sum / count;
}

std::string numbers_of(const Snapshot& s) {
    std::string out;
    if (const auto rtt = words::typical_latency(s)) out = words::latency(*rtt);
    if (const auto loss = mean_loss(s))
        out += (out.empty() ? "" : "   ") + percent_text(tenths(*loss * 100));
    return out;
}

PopoverRow row_of(const TargetView& t, const Snapshot& s, const PopoverFacts& facts) {
    PopoverRow out;
    out.id = t.id;
    out.name = t.name;
    out.on = is_ticked(t, s);
    out.state = t.enabled ? t.state : TargetState::paused;
    out.now = t.enabled ? words::target_value(t, s.taken) : tr("off");
    const auto past = facts.targets.find(t.name);
    if (past != facts.targets.end() && past->second.availability)
        out.availability = availability_text(*past->second.availability);
    return out;
}

}  // namespace

std::string availability_text(double ratio) {
    if (ratio >= 1) return percent_text("100");
    // A hair below a tenth by the arithmetic of doubles is that tenth.
    constexpr double kHair = 1e-9;
    return percent_text(tenths(ratio * 100 + kHair));
}

PopoverModel popover_model(const Snapshot* snapshot, const PopoverFacts& facts,
                           const words::ClockText& clock, const words::ClockText& moment) {
    PopoverModel out;
    const auto status = status_model(snapshot, clock);
    out.glance = status.glance;
    out.title = status.headline;
    out.summary = status.summary;
    if (!snapshot) return out;
    const auto& s = *snapshot;
    out.title = s.verdict.cause == Cause::none ? words::cause_title(s) : words::headline(s);
    out.numbers = numbers_of(s);
    if (facts.last_outage)
        out.summary =
            sentences(out.summary, tr("Last outage: {0}.", moment(facts.last_outage->began)));
    for (const auto& t : s.targets) out.rows.push_back(row_of(t, s, facts));
    return out;
}

}  // namespace traypulse::ui
