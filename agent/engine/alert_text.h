// What is said beside an outage's own notices: reminders, instability. Pure.
#pragma once

#include <string>

#include "agent/engine/notice_text.h"

namespace traypulse {

/// "Shop is still down" — "For 2 h 10 min, since 11:52. Everything else is fine."
NoticeText reminder_text(const OutageFacts& outage, Nanoseconds so_far,
                         const words::ClockText& clock);
/// "Shop is unstable" — "It went down 3 times in 10 min. …". `name` is empty for a cause that is
/// about the way.
NoticeText unstable_text(Cause cause, const std::string& name, int outages, Nanoseconds window);
/// "Shop is stable again" — "It has not gone down for 10 min."
NoticeText stable_text(Cause cause, const std::string& name, Nanoseconds window);

}  // namespace traypulse
