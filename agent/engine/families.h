// A name with addresses of both families is watched over both, and shown once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/engine/snapshot.h"
#include "agent/engine/target.h"
#include "shared/ip_address.h"

namespace traypulse::families {

/// "IPv4", "IPv6".
std::string_view word(Family family);
/// True for a check that follows whatever address comes first.
bool follows_any(const TargetSpec& spec);
/// The other family that `addresses` has beside that of `in_use` (or of the first one, while that
/// is not known); nullopt where there is but one.
std::optional<Family> other_family(const std::vector<IpAddress>& addresses,
                                   const std::optional<IpAddress>& in_use);
/// The same check over `family`, for judging only.
TargetSpec companion(const TargetSpec& of, Family family);

/// One family's part.
struct Part {
    TargetState state = TargetState::unknown;
    std::string reason;
    Family family = Family::ipv4;
    int local_error = 0;  ///< this machine cannot send over this family
};
struct Whole {
    TargetState state = TargetState::unknown;
    std::string reason;
    bool split = false;  ///< answers over one family, and is down over the other
};
/// What a person sees of both. `family_broken`: IPv6 as a whole is, which has its own verdict.
Whole combine(const Part& main, const Part& companion, bool ipv6_broken);

}  // namespace traypulse::families
