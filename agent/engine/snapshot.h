// What the rest of the program may see of the engine: an immutable picture of one moment.
// Built on the engine thread, shared as shared_ptr<const Snapshot>, read from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/engine/metrics/report.h"
#include "agent/engine/path_history.h"
#include "agent/engine/target.h"
#include "shared/types.h"

namespace traypulse {

/// DESIGN §4, "Words for state".
enum class TargetState : std::uint8_t { up, degraded, down, unknown, paused };
std::string_view to_string(TargetState);

/// What is wrong; the words of `status --json`.
enum class Cause : std::uint8_t {
    none,
    no_link,
    router_unreachable,
    provider_outage,
    dns_failing,
    captive_portal,
    vpn_down,
    ipv6_broken,
    path_mtu_black_hole,
    local_firewall,
    target_down,
    target_blocks_icmp,
    unstable,
};
std::string_view to_string(Cause);
/// From such a word; none where it is not one.
Cause cause_of(std::string_view word);
/// Every cause but none.
constexpr auto all_causes() {
    std::array<Cause, static_cast<std::size_t>(Cause::unstable)> out{};
    for (std::size_t i = 0; i < out.size(); ++i) out.at(i) = static_cast<Cause>(i + 1);
    return out;
}

enum class Confidence : std::uint8_t { certain, likely, possible };
std::string_view to_string(Confidence);

/// What the icon shows: one shape each (LOOK: "Icon").
enum class Glance : std::uint8_t { up, degraded, down, unknown, paused, no_link };
std::string_view to_string(Glance);
/// What the icon shows for this cause: one that leaves most of it working is no red square.
Glance glance_of(Cause);

/// The answer to "is my network all right, and if not, where is it broken?"
struct Verdict {
    Glance glance = Glance::unknown;
    Cause cause = Cause::none;
    Confidence confidence = Confidence::certain;
    WallTime since;                  ///< when this verdict began
    std::vector<TargetId> affected;  ///< what the cause explains, in the person's order
    /// Why nothing is known: "the helper is not answering"; only while glance is unknown or
    /// no_link.
    std::string reason;
};

/// One target, as a person sees it.
struct TargetView {
    TargetId id;
    std::string name;
    std::string check;    ///< canonical URI
    std::string address;  ///< in use now; empty while the name is not resolved
    std::string group;
    TargetState state = TargetState::unknown;
    WallTime since;                     ///< when this state began
    std::optional<Rtt> rtt;             ///< of the last answered request; empty when none or not up
    double loss = 0;                    ///< 0..1, over the last minute (RFC 6673)
    std::optional<Nanoseconds> jitter;  ///< RFC 3550 §6.4.1
    std::uint64_t sent = 0;             ///< requests with a final outcome since it was added
    std::uint64_t received = 0;
    bool enabled = true;  ///< the tick in the menu
    bool notify = true;
    bool muted = false;                   ///< nothing is announced about it
    std::optional<WallTime> muted_until;  ///< with muted: empty means until it has recovered
    /// The path to it, where that is followed and was traced, and its MTU; only in a snapshot for
    /// the control socket.
    std::shared_ptr<const PathView> path;
    std::optional<std::uint32_t> path_mtu;
    std::string reason;  ///< why it is unknown, degraded or down, in words; may be empty
    /// With SnapshotDetail::metrics only, and with a sample in the last hour.
    std::shared_ptr<const metrics::Report> metrics;
};

/// Something that was told, or held back, to a person. `why` shows the held-back ones with their
/// reason.
struct HeldBack {
    WallTime time;
    std::string text;    ///< what would have been said
    std::string reason;  ///< "notifications are muted until 15:00"
};

/// One observation behind the verdict, in words.
struct Evidence {
    std::string what;   ///< "Router (192.0.2.1)"
    std::string value;  ///< "answers, 1 ms"
    WallTime time;
};

/// The metrics cost up to a millisecond for each target that loses: only for those who ask.
enum class SnapshotDetail : std::uint8_t { glance, metrics };

/// A cause that nothing is announced of.
struct MutedCause {
    Cause cause = Cause::none;
    std::optional<WallTime> until;  ///< empty: until it is over
};

struct OutageRecord;

struct Snapshot {
    std::uint64_t revision = 0;  ///< grows with every change
    WallTime taken;
    MonoTime taken_mono;
    Verdict verdict;
    std::vector<TargetView> targets;  ///< in the person's order
    std::vector<Evidence> evidence;
    std::vector<HeldBack> held_back;  ///< newest last, at most kMaxHeldBack
    bool paused_all = false;
    std::optional<WallTime> paused_until;  ///< with paused_all: empty means until resumed
    bool muted = false;
    std::optional<WallTime> muted_until;  ///< with muted: empty means until recovered
    std::vector<MutedCause> muted_causes;
    std::string
        channel;  ///< how echo requests are sent: "helper service", "helper", "ping command", …
    std::string config_problem;  ///< the last configuration error; empty while all is well
    /// Why the history is not written, or what it lacks; empty: it is whole, or switched off. The
    /// runtime's.
    std::string history_problem;
    /// Why nobody can read the figures of [metrics], and which hook was not told what; empty: all
    /// is well, or nothing is wanted. The runtime's.
    std::string metrics_problem;
    std::string hooks_problem;
    bool history_off = false;  ///< by the person's wish; the runtime's, too
    std::string slowed;        ///< why checks are slower than configured; empty: they are not
    /// Open ones first, then the newest; at most kMostRecords. With SnapshotDetail::metrics only.
    std::vector<std::shared_ptr<const OutageRecord>> outages;

    [[nodiscard]] const TargetView* find(TargetId id) const;
    [[nodiscard]] const TargetView* find(std::string_view name) const;
};

}  // namespace traypulse
