// What was lost outside of outages, in sentences.
#include <array>

#include "agent/report/html.h"
#include "agent/report/local_time.h"
#include "agent/report/sections.h"
#include "agent/report/words.h"
#include "agent/translations/translate.h"

namespace traypulse::report {
namespace {

/// What can be said of an hour of the day, and of the router's part, with so many losses.
constexpr std::uint64_t kLeastLosses = 20;
/// An hour of the day is worse where it loses so much more than all.
constexpr double kWorseHour = 1.5;
constexpr double kWorseStretch = 3;

bool is_router(const TargetFacts& t) { return t.check.find("@router") != t.check.npos; }

struct Losses {
    std::uint64_t sent = 0, lost = 0;
    std::array<LossStudy::Hour, 24> hours{};
    std::optional<WallTime> from;

    void add(const LossStudy& s) {
        sent += s.sent;
        lost += s.lost;
        for (std::size_t h = 0; h < hours.size(); ++h) {
            hours[h].sent += s.hours[h].sent;
            hours[h].lost += s.hours[h].lost;
        }
        if (s.from && (!from || *s.from < *from)) from = s.from;
    }
    [[nodiscard]] double share() const {
        return sent == 0 ? 0 : static_cast<double>(lost) / static_cast<double>(sent);
    }
};

/// The longest stretch of worse hours, around midnight too.
std::string hours_sentence(const Losses& all) {
    const auto worse = [&](std::size_t h) {
        const auto& hour = all.hours[h % 24];
        return hour.sent > 0 && static_cast<double>(hour.lost) >
                                    kWorseHour * all.share() * static_cast<double>(hour.sent);
    };
    std::size_t best = 0;
    std::size_t best_length = 0;
    for (std::size_t from = 0; from < 24; ++from) {
        std::size_t n = 0;
        while (n < 24 && worse(from + n)) ++n;
        if (n > best_length) {
            best = from;
            best_length = n;
        }
    }
    if (best_length == 0 || best_length > 12) return "";
    LossStudy::Hour in, out;
    for (std::size_t n = 0; n < 24; ++n) {
        auto& to = n < best_length ? in : out;
        to.sent += all.hours[(best + n) % 24].sent;
        to.lost += all.hours[(best + n) % 24].lost;
    }
    if (in.lost < kLeastLosses || out.sent == 0) return "";
    const double share_in = static_cast<double>(in.lost) / static_cast<double>(in.sent);
    const double share_out = static_cast<double>(out.lost) / static_cast<double>(out.sent);
    if (share_in < kWorseStretch * share_out) return "";
    const auto clock = [](std::size_t hour) {
        return (hour < 10 ? "0" : "") + std::to_string(hour) + ":00";
    };
    return tr("Between {0} and {1} it was {2}, in all other hours {3}.", clock(best),
              clock((best + best_length) % 24), percent_lost(in.lost, in.sent),
              percent_lost(out.lost, out.sent));
}

}  // namespace

std::string loss_sentence(const Facts& f) {
    Losses router, beyond;
    for (const auto& t : f.targets) (is_router(t) ? router : beyond).add(t.study);
    const auto& all = beyond.sent > 0 ? beyond : router;
    if (all.sent == 0) return "";
    const auto share = percent_lost(all.lost, all.sent);
    auto out = beyond.sent > 0 && router.sent > 0
                   ? tr("Outside of outages, {0} of {1} requests beyond the router had no answer "
                        "in time ({2}).",
                        grouped(all.lost), grouped(all.sent), share)
                   : tr("Outside of outages, {0} of {1} requests had no answer in time ({2}).",
                        grouped(all.lost), grouped(all.sent), share);
    if (all.from && *all.from - f.range.from > std::chrono::hours(1))
        out = sentences(out, tr("That is since {0}, as far back as single requests are kept.",
                                minute_text(*all.from)));
    if (all.lost < kLeastLosses) return out;
    out = sentences(out, hours_sentence(all));
    if (beyond.sent > 0 && router.sent > 0 && router.share() < all.share() / 5)
        out = sentences(out, tr("To the router itself it was {0} ({1} of {2}), so what is lost is "
                                "lost beyond the router.",
                                percent_lost(router.lost, router.sent), grouped(router.lost),
                                grouped(router.sent)));
    return out;
}

}  // namespace traypulse::report
