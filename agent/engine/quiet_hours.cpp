#include "agent/engine/quiet_hours.h"

#include <algorithm>
#include <utility>

#include "agent/translations/translate.h"

namespace traypulse {

std::optional<WallTime> QuietHours::end(WallTime at) const {
    if (!span_) return std::nullopt;
    const int into = (local_(at) - span_->from + kWeekMinutes) % kDayMinutes;
    if (into >= length_of(*span_)) return std::nullopt;
    return minutes_on(at, length_of(*span_) - into);
}

std::string QuietHours::reason(WallTime at) const {
    const auto until = end(at);
    return until ? tr("quiet hours until {0}", clock_(*until)) : std::string();
}

std::optional<WallTime> QuietHours::next_look(WallTime at) const {
    if (!span_) return std::nullopt;
    const int ahead = (span_->from - local_(at) + kWeekMinutes) % kDayMinutes;
    const auto edge = end(at).value_or(minutes_on(at, ahead));
    return std::min(edge, at + std::chrono::duration_cast<std::chrono::microseconds>(kLookAgain));
}

void QuietHours::keep(Event event) {
    if (events_.size() < kMostKept) {
        events_.push_back(std::move(event));
        return;
    }
    // What is still open matters most.
    const auto over = std::find_if(events_.begin(), events_.end(),
                                   [](const auto& e) { return e.outage.value == 0 || e.length; });
    events_.erase(over == events_.end() ? events_.begin() : over);
    events_.push_back(std::move(event));
    ++forgotten_;
}

void QuietHours::began(OutageId outage, std::string title, WallTime since) {
    const auto it = std::find_if(events_.begin(), events_.end(),
                                 [&](const auto& e) { return e.outage == outage; });
    if (it == events_.end())
        keep({outage, std::move(title), since, {}});
    else
        it->title = std::move(title);
}

void QuietHours::over(OutageId outage, Nanoseconds length) {
    for (auto& e : events_)
        if (e.outage == outage) e.length = length;
}

void QuietHours::ended(OutageId outage, std::string title, WallTime at, Nanoseconds length) {
    keep({outage, std::move(title), at, length, true});
}

void QuietHours::dropped(OutageId outage) {
    std::erase_if(events_, [&](const auto& e) { return e.outage == outage && !e.length; });
}

void QuietHours::remark(std::string title, WallTime at) {
    keep({OutageId(), std::move(title), at, {}});
}

QuietHours::Summary QuietHours::take() {
    Summary out;
    const auto events = std::exchange(events_, {});
    const auto more = std::exchange(forgotten_, 0);
    for (const auto& e : events) {
        const auto at = clock_(e.at);
        std::string line;
        if (e.outage.value == 0) {
            line = tr("{0} {1}", at, e.title);
        } else if (!e.length) {
            line = tr("{0} {1}, and still is so", at, e.title);
            out.open.push_back(e.outage);
        } else {
            const auto length = words::duration(*e.length);
            line = e.is_end ? tr("{0} {1}, after {2}", at, e.title, length)
                            : tr("{0} {1}, for {2}", at, e.title, length);
        }
        out.body += (out.body.empty() ? "" : "\n") + line;
    }
    if (more > 0) out.body += '\n' + trn("… and {0} more", "… and {0} more", more);
    const auto n = events.size() + more;
    out.title = trn("During the quiet hours: {0} event", "During the quiet hours: {0} events", n);
    return out;
}

}  // namespace traypulse
