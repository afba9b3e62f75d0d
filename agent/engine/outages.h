// The book of open outages: one outage per cause, told once, closed once.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "agent/engine/diagnosis.h"
#include "agent/engine/notice.h"
#include "agent/translations/translate.h"

namespace traypulse {

struct Outage {
    OutageId id;
    Cause cause = Cause::none;
    Confidence confidence = Confidence::certain;
    std::vector<TargetId> affected;      ///< all that it explained so far, first cause first
    std::vector<TargetId> witnesses{};   ///< it is over when one of these answers; hidden ones too
    std::vector<std::string> reasons{};  ///< the evidence in sentences, as last seen
    Instant began;
    MonoTime announce_at;  ///< not before
    MonoTime decide_by;    ///< nor before this while the cause may still get a better name
    std::optional<MonoTime> narrowing_since;  ///< only a narrower cause is seen since then
    bool announced = false;       ///< a person was told (or the attempt was held back and recorded)
    bool told = false;            ///< a person really was told …
    Cause told_as = Cause::none;  ///< … of this
    bool suspended = false;    ///< nothing can be seen of it at the moment (helper lost, no data)
    bool from_before = false;  ///< of the last run, and not seen in this one yet
};

/// How an outage ends that became part of another.
inline constexpr const char* kMerged = for_translation("part of a wider outage");

/// Pure. What to say is decided here, how to say it by the owner's callbacks.
class OutageBook {
 public:
    struct Listener {
        std::function<void(const Outage&)> opened;
        /// Time to tell: first notice, or the cause has sharpened. Returns true where a person was
        /// told.
        std::function<bool(const Outage&)> announce;
        /// Over. `length` is from the first unanswered request to the first proof of recovery.
        std::function<void(const Outage&, Nanoseconds length)> recovered;
        /// Ended without a recovery that was seen: merged, paused, removed, slept over, another
        /// network.
        std::function<void(const Outage&, const std::string& how)> dropped;
    };
    explicit OutageBook(Listener listener) : listener_(std::move(listener)) {}

    /// `undecided_for`, unless zero: who could name the cause better, or share it, is being asked;
    /// the announcing of something new waits for them, at most so long.
    void update(Instant now, const std::vector<Finding>& findings, const Facts& facts,
                Nanoseconds undecided_for);
    /// One that was open when the program last ended. Suspended until it is seen again, or over.
    void restore(Outage outage);
    /// Numbers are given from the one after this.
    void continue_after(std::uint32_t last_id) { next_id_ = std::max(next_id_, last_id + 1); }
    /// Takes the target's own outage out of the book without a word; nothing where there is none.
    std::optional<Outage> take(TargetId target);
    /// Ends all that `which` picks, without a recovery.
    void drop(const std::string& how, const std::function<bool(const Outage&)>& which);
    /// An outage that could not be announced because of a mute is tried again.
    void announce_again() {
        for (auto& o : open_)
            if (!o.told) o.announced = false;
    }

    /// A person was told of it by other means (the summary after quiet hours).
    void mark_told(OutageId id) {
        for (auto& o : open_)
            if (o.id == id) {
                o.told = o.announced = true;
                o.told_as = o.cause;
            }
    }

    /// The clock was set: what goes on began so much later by it, or earlier.
    void move_clock(WallTime::duration by) {
        for (auto& o : open_) o.began.wall += by;
    }
    [[nodiscard]] std::optional<MonoTime> next_deadline(MonoTime now) const;
    /// Widest first.
    [[nodiscard]] const std::vector<Outage>& open() const { return open_; }
    /// True while this one is old enough to be shown.
    [[nodiscard]] static bool shown(const Outage& o) { return o.announced && !o.suspended; }

 private:
    Outage* match(const Finding& finding);
    Outage* sharpen(Instant now, const Finding& finding, const std::vector<Finding>& all,
                    const Facts& facts);
    [[nodiscard]] bool in_aftermath(const Finding& finding, MonoTime now) const;
    void open_new(Instant now, const Finding& finding, const Facts& facts,
                  Nanoseconds undecided_for);
    void settle_unmatched(Instant now, const std::vector<OutageId>& matched,
                          const std::vector<Finding>& findings, const Facts& facts);
    void announce_due(Instant now, bool undecided);
    void close(std::size_t index);

    Listener listener_;
    std::vector<Outage> open_;
    std::uint32_t next_id_ = 1;
    struct Aftermath {
        std::vector<TargetId> targets;
        MonoTime until;
    };
    std::vector<Aftermath> aftermaths_;
};

}  // namespace traypulse
