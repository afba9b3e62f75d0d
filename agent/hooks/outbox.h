// The messages of one hook: which, in which order, when the next attempt is due. Pure: time is an
// argument.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "agent/hooks/message.h"

namespace traypulse::hooks {

/// An outage of a week with one more each hour; more is noise. The oldest goes first, and is
/// counted.
inline constexpr std::size_t kMostWaiting = 200;
/// The way to the receiver may be down for as long as the outage that is to be told lasts. What is
/// older than a day is news for nobody.
inline constexpr std::chrono::hours kGivenUpAfter{24};
/// First wait; doubled with every failure, up to the longest. A receiver that restarts is back in
/// seconds; one that is broken for long is asked twelve times an hour.
inline constexpr std::chrono::seconds kFirstWait{1};
inline constexpr std::chrono::seconds kLongestWait{300};
/// Open outages that are remembered as told; a person has a handful.
inline constexpr std::size_t kMostOpen = 1000;

/// What came of one attempt.
struct Attempt {
    enum class Result : std::uint8_t {
        delivered,
        failed,   ///< to be repeated
        refused,  ///< the receiver does not want it, now or later
    };
    Result result = Result::failed;
    std::string why;  ///< "the server answers HTTP 503"; never an address
};

/// What of an outbox must survive a restart.
struct Kept {
    std::map<std::uint32_t, bool> open;  ///< outages; true: told, false: not to be told
    std::deque<Message> waiting;
};

/// Plain value, one thread. Every outage is told once, when a person was told of it, and its end
/// once, whatever it was, if its beginning was told. First in, first out: an end never overtakes
/// its beginning.
class Outbox {
 public:
    explicit Outbox(std::uint64_t seed, Kept kept = {});

    /// Which events are wanted.
    void want(bool outages, bool recoveries);
    /// One that a person was told of before this hook was there.
    void ignore(std::uint32_t outage) { kept_.open.try_emplace(outage, false); }
    /// As the outage is now. Each change of it may be given again.
    void on_record(const OutageRecord& record, Instant now);
    /// What a person is told of it: a beginning's words come right before its record, an end's
    /// right after it.
    void on_words(std::uint32_t outage, Event event, const std::string& title,
                  const std::string& body);

    /// The message whose attempt is due; null: none. It stays the first until ended().
    [[nodiscard]] const Message* due(Instant now);
    [[nodiscard]] std::optional<MonoTime> next_deadline() const;
    /// The first message's attempt has begun: it stays as it is. And has ended.
    void began() { frozen_ = true; }
    void ended(const Attempt& attempt, Instant now);
    /// The way may be open again: the next attempt is due now.
    void hurry(Instant now);

    [[nodiscard]] const Kept& kept() const { return kept_; }
    /// Grows with each change of kept().
    [[nodiscard]] std::uint64_t revision() const { return revision_; }
    /// Since the program's start.
    struct Counts {
        std::uint64_t delivered = 0;
        std::uint64_t failed = 0;  ///< attempts
        std::uint64_t lost = 0;    ///< messages: refused, too old, or too many
    };
    [[nodiscard]] const Counts& counts() const { return counts_; }
    /// A message was lost within the last day: worth a sentence to a person.
    [[nodiscard]] bool lost_lately(Instant now) const {
        return lost_at_ && now.mono - *lost_at_ < kGivenUpAfter;
    }
    /// Why the first message waits; empty where the last attempt was good.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }

 private:
    void push(Event event, const OutageRecord& record, Instant now);
    void drop_first();
    void lose(Instant now);

    Kept kept_;
    Counts counts_;
    std::optional<MonoTime> lost_at_;
    bool outages_ = true;
    bool recoveries_ = true;
    bool frozen_ = false;  ///< the first message is being delivered, or has been tried
    int failures_ = 0;     ///< in a row, of the first message
    std::optional<MonoTime> due_;
    std::string trouble_;
    std::map<std::uint32_t, std::pair<std::string, std::string>> words_;  ///< of beginnings
    std::uint64_t random_;
    std::uint64_t revision_ = 1;
};

}  // namespace traypulse::hooks
