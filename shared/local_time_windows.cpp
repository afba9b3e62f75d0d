#include "shared/local_time.h"

namespace traypulse {

std::tm local_parts(WallTime time) {
    const auto seconds = whole_seconds(time);
    std::tm out{};
    ::localtime_s(&out, &seconds);
    return out;
}

std::tm utc_parts(WallTime time) {
    const auto seconds = whole_seconds(time);
    std::tm out{};
    ::gmtime_s(&out, &seconds);
    return out;
}

std::int64_t seconds_of_utc(std::tm& parts) { return ::_mkgmtime(&parts); }

long utc_offset(WallTime time) {
    auto local = local_parts(time);
    return static_cast<long>(seconds_of_utc(local) - whole_seconds(time));
}

}  // namespace traypulse
