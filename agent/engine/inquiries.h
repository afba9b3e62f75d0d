// Who asks what, and when: questions to the world beside the targets' own streams, each bounded in
// number and rate.
#pragma once

#include <map>
#include <optional>
#include <utility>

#include "agent/engine/effect.h"
#include "agent/engine/inquiry.h"

namespace traypulse {

namespace asking {
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Under way at once, of all kinds: each is a few sockets and a handful of packets.
inline constexpr std::size_t kMostAtOnce = 8;
/// An inquiry without an answer for so long is given up: a trace of 30 silent hops takes half of
/// that.
inline constexpr Nanoseconds kPatience = minutes(1);
/// So many failures in a row, half of a proof, before a silent target's service is looked for: its
/// answer is there when the proof is, and random loss hardly ever comes so far.
[[nodiscard]] constexpr int failures_before_a_closer_look(int proof) { return (proof + 1) / 2; }
/// The same target's service, or its path MTU, is asked for so often at most.
inline constexpr Nanoseconds kServicePause = seconds(30);
inline constexpr Nanoseconds kPathMtuPause = minutes(2);
/// So many requests a target that was down has to leave unanswered after its service was heard:
/// what comes back answers here first, and then the next request may be lost. At 5 % loss that many
/// are once in 160,000 recoveries …
inline constexpr int kSilenceConfirmRequests = 4;
/// … and so long beyond them: a proof of *up* takes half of it.
inline constexpr Nanoseconds kSilenceConfirm = seconds(2);
/// Evidence of one target: at most once a minute, so that a flapping one does not trace all day.
inline constexpr Nanoseconds kEvidencePause = minutes(1);
/// The first request and its first quick re-check went unanswered.
inline constexpr int kEvidenceAfter = 2;
/// A sign-in page is waited for so closely: a person stands before it.
inline constexpr Nanoseconds kPortalWhileCaptive = seconds(10);
/// "Captive" while nothing else is wrong is asked once more before it is believed.
inline constexpr Nanoseconds kPortalConfirm = seconds(1);
/// No more often than this, whatever the reason.
inline constexpr Nanoseconds kPortalPause = seconds(1);
/// Without an answer it is tried again so many times: the network may just have come.
inline constexpr int kPortalRetries = 3;
/// A target that blocks ICMP is asked by ICMP again after so long: firewalls change.
inline constexpr Nanoseconds kEchoAgain = hours(24);
}  // namespace asking

/// Pure. Numbers the questions, remembers who asked, and says no to too many.
class Inquiries {
 public:
    struct Asked {
        Question question = Question::portal;
        TargetId target;
        MonoTime at;
    };
    /// The effect to carry out, or nothing: it is asked already, was asked just now, or too many
    /// are under way.
    std::optional<effect::Inquire> ask(MonoTime now, Question question, TargetId target,
                                       TargetId anchor, Nanoseconds pause);
    /// Who asked; nothing for an answer that nobody waits for any more. `last` ends it.
    std::optional<Asked> answered(InquiryId id, bool last);
    /// What was asked about a target that is no longer there, or in another network.
    void forget(TargetId target);
    void forget_all();
    [[nodiscard]] bool under_way(Question question, TargetId target) const;

 private:
    void give_up_old(MonoTime now);
    std::map<InquiryId, Asked> under_way_;
    std::map<std::pair<Question, TargetId>, MonoTime> last_;
    std::uint32_t next_ = 1;
};

/// Pure. When the portal is asked for, and what is believed of it.
class PortalWatch {
 public:
    /// Another network: nothing is known of it.
    void reset();
    /// Somebody wonders.
    void wish(MonoTime now);
    [[nodiscard]] bool due(MonoTime now) const { return due_ && now >= *due_; }
    [[nodiscard]] std::optional<MonoTime> next() const { return due_; }
    void asked(MonoTime now);
    /// `trouble`: something is silent, so that one word is enough.
    void answered(MonoTime now, const PortalAnswer& answer, bool trouble);
    [[nodiscard]] const std::optional<PortalAnswer>& believed() const { return believed_; }

 private:
    std::optional<PortalAnswer> believed_;
    std::optional<MonoTime> due_;
    std::optional<MonoTime> last_asked_;
    int captive_in_a_row_ = 0;
    int silent_in_a_row_ = 0;
};

}  // namespace traypulse
