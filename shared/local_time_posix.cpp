#include "shared/local_time.h"

namespace traypulse {

std::tm local_parts(WallTime time) {
    const auto seconds = whole_seconds(time);
    std::tm out{};
    ::localtime_r(&seconds, &out);
    return out;
}

std::tm utc_parts(WallTime time) {
    const auto seconds = whole_seconds(time);
    std::tm out{};
    ::gmtime_r(&seconds, &out);
    return out;
}

std::int64_t seconds_of_utc(std::tm& parts) { return ::timegm(&parts); }

long utc_offset(WallTime time) { return local_parts(time).tm_gmtoff; }

}  // namespace traypulse
