#include "agent/ui/graph/time_axis.h"

#include <algorithm>
#include <cmath>

namespace traypulse::ui::graph {
namespace {

/// What is jumped to stands in the middle, with about as much before and after it.
constexpr double kRoomAround = 0.75;
/// A short outage is shown within ten minutes, so that one sees what it interrupts.
constexpr Micros kLeastShown = std::chrono::minutes(10);

Micros scaled(Micros length, double factor) {
    const double wanted = static_cast<double>(length.count()) * factor;
    return Micros(
        std::llround(std::clamp(wanted, 1.0, 2.0 * static_cast<double>(kMostSpan.count()))));
}

}  // namespace

Micros length_of(Range range) {
    switch (range) {
        case Range::hour:
            return std::chrono::hours(1);
        case Range::day:
            return std::chrono::days(1);
        case Range::week:
            return std::chrono::days(7);
        case Range::month:
            return std::chrono::days(30);
        case Range::year:
            break;
    }
    return std::chrono::days(365);
}

TimeAxis::TimeAxis(WallTime now, Range range) : now_(now), until_(now), span_(length_of(range)) {}

std::optional<Range> TimeAxis::range() const {
    const auto found = std::find_if(kRanges.begin(), kRanges.end(),
                                    [this](Range r) { return length_of(r) == span_; });
    return found == kRanges.end() ? std::nullopt : std::optional(*found);
}

void TimeAxis::set(WallTime from, Micros span) {
    span_ = std::clamp<Micros>(span, kLeastSpan, kMostSpan);
    until_ = std::clamp(from + span_, now_ - kMostSpan + span_, now_);
    live_ = until_ == now_;
}

void TimeAxis::advance(WallTime now) {
    now_ = now;
    if (live_)
        until_ = now;
    else
        set(from(), span_);
}

void TimeAxis::set_range(Range range) {
    const auto length = length_of(range);
    set(live_ ? now_ - length : from() + span_ / 2 - length / 2, length);
}

void TimeAxis::zoom(double factor, double at) {
    const auto span = std::clamp<Micros>(scaled(span_, factor), kLeastSpan, kMostSpan);
    const auto stays = from() + scaled(span_, std::max(at, 0.0));
    set(stays - scaled(span, std::max(at, 0.0)), span);
}

void TimeAxis::pan(Micros by) { set(from() + by, span_); }

void TimeAxis::return_to_now() { set(now_ - span_, span_); }

void TimeAxis::go_to_oldest(WallTime oldest) { set(oldest, span_); }

void TimeAxis::show(store::TimeRange range) {
    const auto length = std::max<Micros>(range.until - range.from, Micros(0));
    const auto room = std::max(scaled(length, kRoomAround), (kLeastShown - length) / 2);
    set(range.from - room, length + 2 * room);
}

double PixelGrid::x(WallTime at) const {
    return static_cast<double>((at - left).count()) / static_cast<double>(step.count());
}

WallTime PixelGrid::at(double x) const {
    return left + Micros(std::llround(x * static_cast<double>(step.count())));
}

PixelGrid grid_of(const TimeAxis& axis, int width) {
    PixelGrid out;
    out.width = std::max(width, 1);
    out.step = Micros(std::max<std::int64_t>((axis.span().count() + out.width / 2) / out.width, 1));
    const auto end = axis.until().time_since_epoch().count();
    const auto last = (end >= 0 ? end : end - out.step.count() + 1) / out.step.count();
    out.left = WallTime(out.step * (last - out.width + 1));
    return out;
}

}  // namespace traypulse::ui::graph
