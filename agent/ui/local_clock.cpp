#include "agent/ui/local_clock.h"

#include <langinfo.h>

#include <array>
#include <chrono>
#include <ctime>
#include <string_view>

namespace traypulse::ui {
namespace {

std::tm local(WallTime time) {
    const std::time_t seconds =
        std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
    std::tm out{};
    localtime_r(&seconds, &out);
    return out;
}

bool counts_twelve_hours() {
    const std::string_view format = nl_langinfo(T_FMT);
    return format.find("%p") != format.npos || format.find("%r") != format.npos ||
           format.find("%I") != format.npos || format.find("%P") != format.npos;
}

}  // namespace

std::string clock_text(WallTime time) {
    const std::tm parts = local(time);
    std::array<char, 32> text{};
    const char* format = counts_twelve_hours() ? "%I:%M %p" : "%H:%M";
    const auto length = std::strftime(text.data(), text.size(), format, &parts);
    const std::string_view view(text.data(), length);
    const bool padded = counts_twelve_hours() && view.starts_with('0');
    return std::string(view.substr(padded ? 1 : 0));
}

Nanoseconds until_tomorrow(WallTime now) {
    std::tm morning = local(now);
    ++morning.tm_mday;  // mktime puts the 32nd right
    morning.tm_hour = kMorningHour;
    morning.tm_min = 0;
    morning.tm_sec = 0;
    morning.tm_isdst = -1;  // the night may be the one in which the clocks change
    const auto then = std::chrono::system_clock::from_time_t(std::mktime(&morning));
    return then - now;
}

}  // namespace traypulse::ui
