// The keys of a [[target]] that say what counts as a good answer. Internal to agent/config.
#pragma once

#include "agent/config/table_reader.h"
#include "agent/engine/target.h"

namespace traypulse::config {

/// Reads those of the kind of `spec.check` into `spec.options`; one of another kind is reported.
void read_check_options(TableReader& reader, TargetSpec& spec);

/// How often and how long, where the target does not say: a request that costs its server more is
/// made more rarely.
struct Pace {
    Nanoseconds interval;
    Nanoseconds timeout;
    Nanoseconds least_interval;
    std::string_view why_least;
};
Pace pace_of(CheckKind kind);

}  // namespace traypulse::config
