// The hours in which nobody wants to be told, and what happened in them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/engine/alert_settings.h"
#include "agent/engine/local_time.h"
#include "agent/engine/notice.h"
#include "agent/engine/words.h"

namespace traypulse {

/// Pure. Nothing is said during them, so what is kept is bounded: the summary names the latest.
class QuietHours {
 public:
    /// A notification has room for so many lines.
    static constexpr std::size_t kMostKept = 8;

    QuietHours(LocalMinute local, words::ClockText clock)
        : local_(std::move(local)), clock_(std::move(clock)) {}
    void configure(std::optional<DailySpan> span) { span_ = span; }

    [[nodiscard]] bool now(WallTime at) const { return end(at).has_value(); }
    /// "quiet hours until 07:00"; empty outside.
    [[nodiscard]] std::string reason(WallTime at) const;
    /// When to ask again; empty without quiet hours.
    [[nodiscard]] std::optional<WallTime> next_look(WallTime at) const;

    /// An outage was not told because of the hour. Again with the same id: under a better name.
    void began(OutageId outage, std::string title, WallTime since);
    /// One of those is over.
    void over(OutageId outage, Nanoseconds length);
    /// An outage is over that was told before the quiet hours; `title` is what would have been
    /// said.
    void ended(OutageId outage, std::string title, WallTime at, Nanoseconds length);
    /// It is of no interest any more (paused, slept over, part of a wider one).
    void dropped(OutageId outage);
    /// Something else that would have been said.
    void remark(std::string title, WallTime at);

    [[nodiscard]] bool anything() const { return !events_.empty(); }
    struct Summary {
        std::string title;
        std::string body;
        std::vector<OutageId> open;  ///< told of by this summary, and not over
    };
    /// What to say when they are over; forgets it.
    Summary take();

 private:
    struct Event {
        OutageId outage;
        std::string title;
        WallTime at;
        std::optional<Nanoseconds> length;  ///< of an outage that is over
        bool is_end = false;  ///< only its end fell into the quiet hours: it was told before
    };
    [[nodiscard]] std::optional<WallTime> end(WallTime at) const;
    void keep(Event event);
    LocalMinute local_;
    words::ClockText clock_;
    std::optional<DailySpan> span_;
    std::vector<Event> events_;
    std::size_t forgotten_ = 0;
};

}  // namespace traypulse
