// The figures of one target as `status --json` shows them.
#pragma once

#include <nlohmann/json.hpp>

#include "agent/engine/metrics/report.h"

namespace traypulse::control {

/// {"ttl", "ttl_changes": [{"time", "before", "after"}], "1m": {…}, "5m": {…}, "1h": {…}}; a
/// window: "span_s" how long it reaches back · "sent" "lost" "late" "duplicates" "reordered" counts
/// · "loss" 0..1 · "rtt_us" {"min","avg","max","p50","p95","p99"} · "jitter_us" (RFC 3550, its
/// mean) · "ipdv_us", "pdv_us" {"p50","p95","p99"} (RFC 3393, RFC 5481) · "loss_periods"
/// {"count","longest","mean_length","mean_distance","newest":[{"start","length"}]} (RFC 3357) ·
/// "gilbert_elliott" {"p","r","h","k"} · "voice" {"mos","r","buffer_ms"} (G.107) · "pattern" none,
/// too_few, random, bursts, periodic, load · "pattern_period_s". Null is what cannot be said.
nlohmann::ordered_json metrics_json(const metrics::Report& report);

}  // namespace traypulse::control
