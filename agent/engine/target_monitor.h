// The state of one target, and the proof for it.
#pragma once

#include <optional>
#include <string>

#include "agent/engine/alert_settings.h"
#include "agent/engine/backoff.h"
#include "agent/engine/baseline.h"
#include "agent/engine/check_outcome.h"
#include "agent/engine/judging.h"
#include "agent/engine/metrics/target_metrics.h"
#include "agent/engine/quality.h"
#include "agent/engine/rtt_estimator.h"
#include "agent/engine/snapshot.h"
#include "agent/engine/target.h"
#include "shared/ip_address.h"
#include "shared/protocol.h"

namespace traypulse {

/// Which stream a result belongs to: the target's own pace, or a burst of re-checks.
enum class ProbeSource : std::uint8_t { stream, recheck };

/// Pure: time comes in, `next_deadline` comes out. Every change of state goes through transition().
class TargetMonitor {
 public:
    TargetMonitor(TargetId id, TargetSpec spec, const AlertRules& rules, Instant now);

    /// What the monitor wants since the last take_wishes().
    struct Wishes {
        struct Burst {
            int count = 0;
            Nanoseconds interval{};
            Nanoseconds timeout{};
        };
        std::optional<Burst> recheck;
        bool stop_recheck = false;
        bool resolve = false;  ///< it fails: perhaps the name means another address by now
        struct Change {
            TargetState from, to;
        };
        std::optional<Change> change;
        bool learnt = false;  ///< something about what is usual
    };
    Wishes take_wishes();

    void on_result(Instant now, ProbeSource source, const protocol::ProbeResult& result);
    /// Of a check that is no echo request; it began `age` ago.
    void on_outcome(Instant now, ProbeSource source, const CheckOutcome& outcome, Nanoseconds age);
    void on_recheck_ended(Instant now);
    /// Time has passed: a missing answer may have become suspicious.
    void tick(Instant now);
    [[nodiscard]] std::optional<MonoTime> next_deadline() const;

    /// Nothing is known any more, and why. Failure runs and windows are forgotten; within `grace`
    /// failures mean nothing.
    void start_fresh(Instant now, std::string reason, Nanoseconds grace);
    /// Failures mean nothing for so long; what is known stays.
    void give_grace(Instant now, Nanoseconds grace);
    void pause(Instant now, std::string reason);
    void resume(Instant now);
    /// One quick pair of requests: somebody else's trouble may be this one's too.
    void corroborate(Instant now);
    /// Settings that do not change who is asked; else the engine makes a new monitor.
    void set_spec(TargetSpec spec, const AlertRules& rules);
    /// Asked so many times less often than configured; spec() says the interval that holds.
    void set_pace(unsigned factor);
    void set_address(std::string text);
    /// Asked another way from now on; the history stays. `alive`: something has just shown that it
    /// is there.
    void set_check(Instant now, CheckSpec check, Nanoseconds interval, Nanoseconds timeout,
                   bool alive);
    /// The last minute in one line: "27 of 30 answered, median 20 ms; last: 21 ms, lost, lost".
    [[nodiscard]] std::string last_minute() const;
    /// What is usual in this network; empty: nothing is known of it.
    void set_usual(const std::optional<NetworkMemory::Usual>& usual);

    [[nodiscard]] TargetId id() const { return id_; }
    [[nodiscard]] const TargetSpec& spec() const { return spec_; }
    /// The interval that a person has set.
    [[nodiscard]] Nanoseconds own_interval() const { return own_interval_; }
    [[nodiscard]] const Baseline& baseline() const { return baseline_; }
    [[nodiscard]] TargetState state() const { return state_; }
    [[nodiscard]] const std::string& reason() const { return reason_; }
    /// The clock was set: what is so began so much later by it, or earlier.
    void move_clock(WallTime::duration by) {
        since_.wall += by;
        failing_since_.wall += by;
    }
    [[nodiscard]] Instant since() const { return since_; }
    [[nodiscard]] bool suspected() const { return suspicion_.has_value(); }
    /// Failures since it is suspected; 0 while it is not.
    [[nodiscard]] int failures() const { return suspicion_ ? suspicion_->failures : 0; }
    [[nodiscard]] int needed_failures() const { return proof_.down_failures; }
    /// When the failing that proved *down* began: an outage's true start.
    [[nodiscard]] Instant failing_since() const { return failing_since_; }
    /// errno of the last sends, while this machine refuses to send; else 0.
    [[nodiscard]] int local_error() const { return local_failures_ > 0 ? local_error_ : 0; }
    /// … and has refused often enough for it to count.
    [[nodiscard]] bool refused() const { return local_failures_ >= judging::kLocalFailures; }
    [[nodiscard]] bool ever_answered() const { return ever_answered_; }
    /// When the last request that was answered went out; what was before the slate was wiped does
    /// not count.
    [[nodiscard]] std::optional<MonoTime> last_heard() const { return last_answered_sent_; }
    /// When the slate was wiped last.
    [[nodiscard]] MonoTime fresh_from() const { return fresh_from_; }
    /// Its address never leaves this machine.
    [[nodiscard]] bool on_loopback() const;
    [[nodiscard]] const std::string& address() const { return address_; }
    /// The same, read; the whole fleet is asked for it at every judging.
    [[nodiscard]] const std::optional<IpAddress>& ip() const { return ip_; }
    /// Of a check whose host is an address and no name.
    [[nodiscard]] const std::optional<IpAddress>& host_ip() const { return host_ip_; }
    [[nodiscard]] TargetView view(Instant now);
    [[nodiscard]] const metrics::TargetMetrics& metrics() const { return metrics_; }

    Backoff& backoff() { return backoff_; }

 private:
    struct Suspicion {
        Instant first_sent;  ///< of the first unanswered request
        MonoTime last_sent;  ///< of the newest failed one
        int failures = 0;
    };
    void succeeded(Instant now, Nanoseconds age, Rtt rtt);
    void failed(Instant now, Nanoseconds age, std::string why);
    void refused_locally(Instant now, int error, const std::string& why);
    void count(Instant now, Nanoseconds age, bool sent, std::optional<Rtt> answer);
    [[nodiscard]] Nanoseconds patience() const;
    void suspect(Instant first_sent);
    void clear_suspicion();
    void order_recheck(int count);
    void judge_quality(Instant now);
    void learn(MonoTime now);
    void transition(TargetState to, Instant now, std::string reason);
    [[nodiscard]] Nanoseconds age_of(ProbeSource source, const protocol::ProbeResult& result) const;

    TargetId id_;
    TargetSpec spec_;
    judging::Proof proof_;
    QualityLimits limits_;
    Nanoseconds own_interval_{};
    unsigned pace_ = 1;
    std::string address_;
    std::optional<IpAddress> ip_, host_ip_;
    TargetState state_ = TargetState::unknown;
    std::string reason_;
    Instant since_;
    Instant failing_since_;
    MonoTime grace_until_;
    MonoTime fresh_from_;
    std::optional<Suspicion> suspicion_;
    bool recheck_running_ = false;
    Nanoseconds recheck_timeout_{};
    int replies_in_a_row_ = 0;
    std::optional<MonoTime> last_answered_sent_;
    std::optional<MonoTime> next_expected_sent_;
    int local_failures_ = 0;
    int local_error_ = 0;
    bool ever_answered_ = false;
    std::string warning_;          ///< of the last answer that was a good one
    std::optional<Rtt> last_rtt_;  ///< of a re-check's answer, too
    RttEstimator estimator_;
    Quality quality_;
    Baseline baseline_;
    metrics::TargetMetrics metrics_;
    std::uint64_t sent_ = 0;
    std::uint64_t received_ = 0;
    std::uint64_t checks_ = 0;  ///< outcomes that are no echo's, numbered as echoes are
    Backoff backoff_;
    Wishes wishes_;
};

}  // namespace traypulse
