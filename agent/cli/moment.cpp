#include "agent/cli/moment.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <optional>

#include "agent/config/duration.h"
#include "agent/config/host.h"
#include "agent/store/time_text.h"
#include "agent/translations/translate.h"
#include "shared/local_time.h"

namespace traypulse::cli {
namespace {

std::optional<Moment> parse_local(const std::string& text) {
    Moment out;
    out.kind = Moment::Kind::local;
    const auto size = static_cast<int>(text.size());
    int end = 0;
    const auto fits = [&](int wanted, int got) { return got == wanted && end == size; };
    char between = ' ';
    const bool good =
        fits(3,
             std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &out.year, &out.month, &out.day, &end)) ||
        fits(6, std::sscanf(text.c_str(), "%4d-%2d-%2d%c%2d:%2d%n", &out.year, &out.month, &out.day,
                            &between, &out.hour, &out.minute, &end)) ||
        fits(7, std::sscanf(text.c_str(), "%4d-%2d-%2d%c%2d:%2d:%2d%n", &out.year, &out.month,
                            &out.day, &between, &out.hour, &out.minute, &out.second, &end));
    if (!good || (between != ' ' && between != 'T')) return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(out.year),
                                           std::chrono::month(static_cast<unsigned>(out.month)),
                                           std::chrono::day(static_cast<unsigned>(out.day)));
    const bool real = date.ok() && out.year >= 1970 && out.hour >= 0 && out.hour < 24 &&
                      out.minute >= 0 && out.minute < 60 && out.second >= 0 && out.second < 60;
    return real ? std::optional(out) : std::nullopt;
}

}  // namespace

Result<Moment> parse_moment(std::string_view text) {
    Moment out;
    if (text == "now") return out;
    if (text == "all") {
        out.kind = Moment::Kind::ever;
        return out;
    }
    if (text == "today" || text == "yesterday") {
        out.kind = Moment::Kind::today;
        out.days = text == "today" ? 0 : 1;
        return out;
    }
    if (const auto ago = config::parse_duration(text)) {
        out.kind = Moment::Kind::ago;
        out.ago = *ago;
        return out;
    }
    if (const auto exact = store::parse_time(text)) {
        out.kind = Moment::Kind::exact;
        out.exact = *exact;
        return out;
    }
    if (const auto local = parse_local(std::string(text))) return *local;
    return Error{ErrorCode::invalid_argument, tr("{0} is no moment", config::in_quotes(text)),
                 tr("write it like 7d (so long ago), {0}",
                    "today, 2024-06-01, \"2024-06-01 14:00\", 2024-06-01T12:00:00Z")};
}

WallTime resolve(const Moment& moment, WallTime now) {
    std::tm parts{};
    switch (moment.kind) {
        case Moment::Kind::now:
            return now;
        case Moment::Kind::ever:
            return {};
        case Moment::Kind::exact:
            return moment.exact;
        case Moment::Kind::ago: {
            const auto since =
                now.time_since_epoch() - std::chrono::duration_cast<WallTime::duration>(moment.ago);
            return WallTime(std::max(since, WallTime::duration::zero()));
        }
        case Moment::Kind::today: {
            parts = local_parts(now);
            parts.tm_mday -= moment.days;  // mktime(3) puts a day 0 right
            parts.tm_hour = parts.tm_min = parts.tm_sec = 0;
            return moment_of(parts);
        }
        case Moment::Kind::local:
            break;
    }
    parts.tm_year = moment.year - 1900;
    parts.tm_mon = moment.month - 1;
    parts.tm_mday = moment.day;
    parts.tm_hour = moment.hour;
    parts.tm_min = moment.minute;
    parts.tm_sec = moment.second;
    return moment_of(parts);
}

}  // namespace traypulse::cli
