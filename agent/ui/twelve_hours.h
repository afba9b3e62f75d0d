// How this person tells the time of day.
#pragma once

namespace traypulse::ui {

/// "2:02 PM" rather than "14:02": what the locale (LC_TIME) says. Thread-safe.
[[nodiscard]] bool counts_twelve_hours();

}  // namespace traypulse::ui
