// The calendar of this computer's time zone: days and how moments are written.
#pragma once

#include <string>
#include <vector>

#include "agent/store/history.h"
#include "shared/types.h"

namespace traypulse::report {

/// "2024-06-01"
std::string date_text(WallTime time);
/// "14:02"
std::string clock_text(WallTime time);
/// "2024-06-01 14:02"
std::string minute_text(WallTime time);
/// "2024-06-01 14:02:33"
std::string moment_text(WallTime time);
/// "UTC+02:00"
std::string offset_text(WallTime time);
/// "Sat 1 Jun"
std::string day_name(WallTime time);
/// "June 2024"
std::string month_name(WallTime time);
/// 0 to 23.
int hour_of(WallTime time);
/// Seconds east of UTC.
long offset_of(WallTime time);
/// The last local midnight that is not after it.
WallTime day_begin(WallTime time);
WallTime month_begin(WallTime time);

/// The range cut at local midnights, or at the beginnings of months; a day has 23 to 25 hours.
std::vector<store::TimeRange> days_of(store::TimeRange range);
std::vector<store::TimeRange> months_of(store::TimeRange range);

}  // namespace traypulse::report
