#include "agent/store/schema.h"

namespace traypulse::store {

// For people with sqlite3, and other programs: plain names, times as text in UTC, milliseconds.
const char* views_sql() {
    return R"sql(
DROP VIEW IF EXISTS samples;
DROP VIEW IF EXISTS packed_samples;
DROP VIEW IF EXISTS minutes;
DROP VIEW IF EXISTS hours;
DROP VIEW IF EXISTS intervals;
DROP VIEW IF EXISTS outages;
DROP VIEW IF EXISTS evidence;
DROP VIEW IF EXISTS events;
DROP VIEW IF EXISTS targets;

CREATE VIEW targets AS
SELECT id, name, check_uri AS "check",
    strftime('%Y-%m-%d %H:%M:%S', added / 1000000, 'unixepoch') AS added,
    strftime('%Y-%m-%d %H:%M:%S', removed / 1000000, 'unixepoch') AS removed
FROM target;

CREATE VIEW packed_samples AS
-- Unpacks sample_block. Each sample is three LEB128 numbers: 1. how much longer this gap was than
-- the one before (µs, zigzag), 2. answer.id, 3. how much longer this round trip was than the one
-- before (ns, zigzag). Ask for a target and a range of "minute": only those blocks are unpacked.
SELECT b.slot >> 32 AS target, b.slot & 4294967295 AS minute,
    (b.slot & 4294967295) * 60000000 + (sample.value ->> 0) AS time,
    sample.value ->> 1 AS answer, sample.value ->> 2 AS rtt
FROM sample_block AS b, json_each((
    WITH RECURSIVE
    walk(pos, byte, shift, part, n, number) AS (
        SELECT 1,
            (instr('0123456789ABCDEF', substr(hex(substr(b.samples, 1, 1)), 1, 1)) - 1) * 16
              + instr('0123456789ABCDEF', substr(hex(substr(b.samples, 1, 1)), 2, 1)) - 1,
            0, 0, -1, NULL
        UNION ALL
        SELECT pos + 1,
            (instr('0123456789ABCDEF', substr(hex(substr(b.samples, pos + 1, 1)), 1, 1)) - 1) * 16
              + instr('0123456789ABCDEF', substr(hex(substr(b.samples, pos + 1, 1)), 2, 1)) - 1,
            iif(byte > 127, shift + 7, 0),
            iif(byte > 127, part | ((byte & 127) << shift), 0),
            n + (byte < 128),
            iif(byte < 128, part | (byte << shift), NULL)
        FROM walk WHERE pos <= length(b.samples)
    ),
    field(i, stretch, answer, jump) AS (
        SELECT n / 3,
            max(iif(n % 3 = 0, iif(number & 1, -(number >> 1) - 1, number >> 1), NULL)),
            max(iif(n % 3 = 1, number, NULL)),
            max(iif(n % 3 = 2, iif(number & 1, -(number >> 1) - 1, number >> 1), NULL))
        FROM walk WHERE number IS NOT NULL GROUP BY n / 3
    ),
    pace(i, gap, answer, rtt) AS (
        SELECT i, sum(stretch) OVER (ORDER BY i), answer, sum(jump) OVER (ORDER BY i) FROM field
    ),
    unpacked(at, answer, rtt) AS (
        SELECT sum(gap) OVER (ORDER BY i), answer, rtt FROM pace
    )
    SELECT json_group_array(json_array(at, answer, rtt)) FROM unpacked
)) AS sample;

CREATE VIEW samples AS
-- SELECT * FROM samples WHERE target = 'Router' AND minute >= unixepoch('2024-06-01 14:00') / 60;
SELECT target.name AS target,
    strftime('%Y-%m-%d %H:%M:%S', s.time / 1000000, 'unixepoch')
        || printf('.%06d', s.time % 1000000) AS time,
    outcome.word AS outcome, iif(s.rtt = 0, NULL, s.rtt / 1e6) AS rtt_ms,
    nullif(answer.ttl, 0) AS ttl, answer.responder AS responder, s.minute AS minute
FROM target
JOIN (
    SELECT target, minute, time, answer, rtt FROM packed_samples
    UNION ALL
    SELECT target, time / 60000000, time, answer, rtt FROM recent_sample
) AS s ON s.target = target.id
JOIN answer ON answer.id = s.answer
JOIN outcome ON outcome.id = answer.outcome;

CREATE VIEW minutes AS
SELECT target.name AS target,
    strftime('%Y-%m-%d %H:%M:%S', (slot & 4294967295) * 60, 'unixepoch') AS time,
    sent, lost, iif(sent = 0, NULL, 100.0 * lost / sent) AS loss_percent, late, duplicate, not_sent,
    rtt_min / 1e6 AS rtt_min_ms, rtt_median / 1e6 AS rtt_median_ms, rtt_p95 / 1e6 AS rtt_p95_ms,
    rtt_max / 1e6 AS rtt_max_ms
FROM target JOIN minute_rollup
    ON slot BETWEEN target.id << 32 AND (target.id << 32) + 4294967295;

CREATE VIEW hours AS
SELECT target.name AS target,
    strftime('%Y-%m-%d %H:%M:%S', (slot & 4294967295) * 3600, 'unixepoch') AS time,
    sent, lost, iif(sent = 0, NULL, 100.0 * lost / sent) AS loss_percent, late, duplicate, not_sent,
    rtt_min / 1e6 AS rtt_min_ms, rtt_median / 1e6 AS rtt_median_ms, rtt_p95 / 1e6 AS rtt_p95_ms,
    rtt_max / 1e6 AS rtt_max_ms
FROM target JOIN hour_rollup
    ON slot BETWEEN target.id << 32 AND (target.id << 32) + 4294967295;

CREATE VIEW intervals AS
SELECT target.name AS target, state,
    strftime('%Y-%m-%d %H:%M:%S', began / 1000000, 'unixepoch') AS began,
    strftime('%Y-%m-%d %H:%M:%S', ended / 1000000, 'unixepoch') AS ended,
    (coalesce(ended, heartbeat.time) - began) / 1e6 AS seconds, reason
FROM state_interval JOIN target ON target.id = state_interval.target LEFT JOIN heartbeat;

CREATE VIEW outages AS
SELECT number, cause, confidence,
    strftime('%Y-%m-%d %H:%M:%S', began / 1000000, 'unixepoch') AS began,
    strftime('%Y-%m-%d %H:%M:%S', ended / 1000000, 'unixepoch') AS ended,
    (ended - began) / 1e6 AS seconds, how,
    (SELECT group_concat(name, ', ') FROM outage_target WHERE outage = outage.id) AS affected,
    network, told
FROM outage;

CREATE VIEW evidence AS
SELECT outage.number AS outage,
    strftime('%Y-%m-%d %H:%M:%S', e.time / 1000000, 'unixepoch') AS time, what, value
FROM outage_evidence AS e JOIN outage ON outage.id = e.outage;

CREATE VIEW events AS
SELECT strftime('%Y-%m-%d %H:%M:%S', time / 1000000, 'unixepoch') AS time, kind,
    target.name AS target, text
FROM event LEFT JOIN target ON target.id = event.target;
)sql";
}

}  // namespace traypulse::store
