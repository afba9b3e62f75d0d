// The numbers behind every judgement, each with its reason. A person's settings come on top of
// these.
#pragma once

#include <cstddef>

#include "agent/engine/check_spec.h"
#include "shared/types.h"

namespace traypulse::judging {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// What proves *down* and *up* of one kind of check.
struct Proof {
    int down_failures;      ///< in a row
    Nanoseconds down_span;  ///< that they must span, so that no shorter burst is an outage
    int up_replies;         ///< in a row
    Nanoseconds interval;   ///< between quick re-checks
    bool learns_the_wait;   ///< answers come alike, so that a missing one is noticed early
    [[nodiscard]] constexpr int up_recheck_count() const { return up_replies; }
    /// One more than the proof needs: the first is sent a timer's slack too early for the span now
    /// and then.
    [[nodiscard]] constexpr int down_recheck_count() const { return down_failures + 1; }
};

/// At 5 % random loss and a request every 2 s there are 8 million first losses in ten years; eight
/// in a row then come by chance 0.006 times. One each 250 ms gathers the proof in 2 s, and is no
/// flood for anyone.
inline constexpr Proof kEchoProof{8, seconds(2), 3, milliseconds(250), true};
/// As many, because one lost packet fails one of these, too; half as often, because each is work
/// for a server.
inline constexpr Proof kServiceProof{8, seconds(2), 3, milliseconds(500), true};
/// The transport repeats what is lost, so by chance one in 10,000 fails at 5 % loss; and pages take
/// now this long, now that.
inline constexpr Proof kPageProof{3, seconds(2), 2, seconds(1), false};

[[nodiscard]] constexpr const Proof& proof_of(CheckKind kind) {
    if (is_icmp(kind)) return kEchoProof;
    return is_http(kind) ? kPageProof : kServiceProof;
}

/// The wait that is learnt from the RTT never falls below this: a scheduler's hiccup or a Wi-Fi
/// power-save beacon (100–200 ms) is no reason for suspicion.
inline constexpr Nanoseconds kLeastLearntTimeout = milliseconds(250);
/// How much later than due a result may come before it is missed: helper tick and socket on a busy
/// machine.
inline constexpr Nanoseconds kResultSlack = milliseconds(20);

/// Loss, jitter and median are taken over this long.
inline constexpr Nanoseconds kWindow = minutes(1);
/// Fewer samples than this in a window say nothing about a loss rate.
inline constexpr std::size_t kLeastSamplesForLoss = 10;
/// So many requests more than allowed (`loss_warning`) have to be lost, counted on from when all
/// was well: the CUSUM of quality control (Page 1954). A minute's share is no measure: of 30
/// requests at 5 % random loss it passes 10 % a dozen times an hour. Counted on, no steady loss of
/// whatever rate makes more than two changes an hour, and where 10 % are allowed 50 % loss is seen
/// after 22 s, 30 % after 45 s, 20 % after 80 s (medians, a request every 2 s).
inline constexpr double kExcessForLoss = 4.5;
/// It ends when the count is back at nothing, where only this part is allowed: at 10 % and a
/// request every 2 s three minutes after the last loss.
inline constexpr double kLossRelease = 0.5;
/// … or, where much less is allowed, when nothing was lost for so long.
inline constexpr Nanoseconds kLossForgiven = minutes(5);
/// So many answers are wanted before a median is compared with the warning level.
inline constexpr std::size_t kLeastSamplesForLatency = 5;
/// Degraded by latency or jitter ends below this part of the level that began it, so that a value
/// on the edge does not flicker …
inline constexpr double kDegradedRelease = 0.75;
/// … for so long, because both wander: RFC 3550's jitter by a sixth within half a minute where
/// nothing has changed …
inline constexpr Nanoseconds kDegradedHold = minutes(4);
/// … and begins above it after so long: with the median's own half of a window that is about a
/// minute. Together they leave one change an hour at most to a value that lies on the edge.
inline constexpr Nanoseconds kDegradedDelay = seconds(45);

/// Slower than usual is said only of what a person could notice: 1 ms that become 4 ms in a local
/// network are three times as much, and nothing.
inline constexpr Nanoseconds kLeastSlowdown = milliseconds(20);

/// After waking or a network change, DHCP, Wi-Fi and VPN need this long before a failure means
/// anything.
inline constexpr Nanoseconds kGrace = seconds(10);
/// Whoever answers, or does not, is known by so long after the slate was wiped: the grace, an
/// interval and a proof.
inline constexpr Nanoseconds kJudgedWithin = seconds(15);
/// So many sends refused by this machine in a row, and the target is unknown (never down).
inline constexpr int kLocalFailures = 3;

/// An outage is announced at once, unless a router or anchor is being re-checked that may name the
/// cause better.
inline constexpr Nanoseconds kAnnounceHold = milliseconds(750);
/// … so much longer, where one of them blocks ICMP: its service is asked half as often, so that the
/// proof takes twice as long.
inline constexpr Nanoseconds kAnnounceHoldForService = kAnnounceHold + kServiceProof.down_span;
/// … or what vanishes on the way to a page is being measured: that was asked at half the proof, and
/// takes about two seconds.
inline constexpr Nanoseconds kPathMtuHold = milliseconds(1200);
/// What began to fail so long before a wide cause did is a trouble of its own; nearer, it was the
/// first to notice. A page may be asked half a minute before or after the rest.
inline constexpr Nanoseconds kSameFault = seconds(30);
/// A roaming Wi-Fi or a switch that renegotiates is without a link for a second or two: not worth a
/// word.
inline constexpr Nanoseconds kLinkHold = seconds(2);
/// A told cause is renamed to a narrower one only after so long: two intervals and a proof of *up*.
inline constexpr Nanoseconds kNarrowingHold = seconds(5);
/// When a wide cause ends, the targets it explained have this long to prove that they are back
/// before one of them is an outage of its own.
inline constexpr Nanoseconds kAftermath = seconds(10);

/// DNS is said to fail when the look-ups of so many different names fail with no answer between
/// them: a single name may have broken servers of its own …
inline constexpr std::size_t kDnsNames = 2;
/// … or when so many look-ups fail in a row, where only one name is ever asked for.
inline constexpr int kDnsFailures = 4;

/// What was learnt about a network is written so often at most: it changes slowly, and a disk may
/// sleep.
inline constexpr Nanoseconds kSaveNetworkEvery = minutes(10);
/// Streams that begin again at another pace do so apart from one another, within …
inline constexpr Nanoseconds kRepaceSpread = seconds(5);
/// … and at most so far apart.
inline constexpr Nanoseconds kRepaceStep = milliseconds(50);

/// Internal failures back off after so many; DESIGN §5.
inline constexpr int kBackoffAfter = 3;
inline constexpr Nanoseconds kBackoffMost = seconds(300);

/// `why` shows so many held-back notifications: a day's worth for a person, a bound for the memory.
inline constexpr std::size_t kMaxHeldBack = 100;

}  // namespace traypulse::judging
