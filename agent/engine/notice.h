// A notification as the engine means it: what to say, not how a desktop shows it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent/engine/snapshot.h"
#include "shared/types.h"

namespace traypulse {

/// One outage has one key for all of its notices, so that a later one replaces the earlier in
/// place.
using OutageId = StrongId<struct OutageIdTag, std::uint32_t>;

/// withdrawal: what this outage's notification says is no longer so; it has no text.
enum class NoticeKind : std::uint8_t { outage, recovery, information, withdrawal };

struct Notice {
    OutageId outage;  ///< 0 for information that belongs to no outage
    NoticeKind kind = NoticeKind::information;
    Glance glance = Glance::unknown;  ///< the icon to show
    Cause cause = Cause::none;
    std::string title;              ///< "Shop is down"
    std::string body;               ///< "No answer to ping since 14:02. Everything else is fine."
    std::vector<TargetId> targets;  ///< affected; exactly one lets "Pause this target" be offered
    WallTime time;
};

}  // namespace traypulse
