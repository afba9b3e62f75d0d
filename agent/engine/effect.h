// What the engine wants done. It does nothing itself: the runtime carries these out, a test reads
// them.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/engine/inquiry.h"
#include "agent/engine/network_memory.h"
#include "agent/engine/notice.h"
#include "agent/engine/outage_record.h"
#include "agent/engine/snapshot.h"

namespace traypulse::effect {

/// Find the target's address and begin its stream (again, if it has one).
struct StartTarget {
    TargetId target;
};
struct StopTarget {
    TargetId target;
};
/// A burst of quick requests beside the stream. Replaces a burst that still runs.
struct Recheck {
    TargetId target;
    int count = 0;
    Nanoseconds interval{};
    Nanoseconds timeout{};
};
struct StopRecheck {
    TargetId target;
};
/// Look the target's name up again, now.
struct Resolve {
    TargetId target;
};

/// Find this out, and tell Engine::on_answer().
struct Inquire {
    InquiryId id;
    Question question = Question::portal;
    TargetId target;  ///< 0 for portal
    TargetId anchor;  ///< evidence: traced for comparison; 0 where there is none
};

struct Notify {
    Notice notice;
};
/// What this outage's notification says is no longer so (it was merged into another).
struct Withdraw {
    OutageId outage;
};

/// For the log and the headless screen.
struct Transition {
    TargetId target;
    std::string name;
    TargetState from = TargetState::unknown;
    TargetState to = TargetState::unknown;
    std::string reason;
};
struct VerdictChanged {
    Verdict from, to;
};
struct OutageOpened {
    OutageId outage;
    Cause cause = Cause::none;
    std::vector<TargetId> targets;
};
struct OutageClosed {
    OutageId outage;
    Cause cause = Cause::none;
    Nanoseconds length{};
    std::string how;
};
/// Requests go out so many times less often than configured, and why; 1: as configured again.
struct PaceChanged {
    unsigned factor = 1;
    std::string why;
};
struct NoticeHeld {
    HeldBack held;
};

/// The tick in the menu, to be written into the configuration.
struct SaveEnabled {
    std::string name;
    bool enabled = true;
};
/// Pauses and mutes changed and must survive a restart.
struct SavePauses {};
/// An outage began, changed, has its evidence or ended: the record of now must survive a restart.
struct SaveOutage {
    OutageRecord record;
};
/// Something was learnt about the present network, and must survive a restart.
struct SaveNetwork {
    NetworkMemory memory;
};

}  // namespace traypulse::effect

namespace traypulse {
using Effect =
    std::variant<effect::StartTarget, effect::StopTarget, effect::Recheck, effect::StopRecheck,
                 effect::Resolve, effect::Notify, effect::Withdraw, effect::Transition,
                 effect::VerdictChanged, effect::OutageOpened, effect::OutageClosed,
                 effect::NoticeHeld, effect::SaveEnabled, effect::SavePauses, effect::Inquire,
                 effect::SaveOutage, effect::SaveNetwork, effect::PaceChanged>;
}  // namespace traypulse
