// Which finding and which open outage are the same trouble. Pure functions.
#pragma once

#include <vector>

#include "agent/engine/outages.h"

namespace traypulse::matching {

bool contains(const std::vector<TargetId>& all, TargetId id);
/// Behind those that are there, in the order of `from`.
void add_missing(std::vector<TargetId>& to, const std::vector<TargetId>& from);
/// What the cause was seen by.
const std::vector<TargetId>& seen_by(const Outage& o);
const std::vector<TargetId>& seen_by(const Finding& f);
std::vector<TargetId> with_all(const Outage& o);

/// The finding says of the outage that it goes on, by the same name.
bool describes(const Finding& f, const Outage& o);
/// Whether the finding may be what this outage, which nothing describes any more, was all along.
bool may_explain(const Finding& f, const Outage& o);
/// True where the outage is a trouble of its own that was there before: the finding only covers it.
bool was_there_before(const Outage& o, const Finding& f, Instant now, const Facts& facts);
/// True where the outage, told as it is, may only be ending: the way works again before what is
/// behind it answers, and a part of the way later than the rest.
bool is_narrower(const Finding& f, const Outage& o);

/// When the first of those by whom the finding is seen began to fail; `but`: these left out.
Instant earliest_failure(Instant now, const Finding& f, const Facts& facts,
                         const std::vector<TargetId>& but = {});
/// The cause itself is seen to be gone, whoever answers or does not.
bool seen_gone(const Outage& o, const Facts& facts);

}  // namespace traypulse::matching
