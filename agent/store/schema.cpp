#include "agent/store/schema.h"

#include <array>

namespace traypulse::store {
namespace {

// SQLite keeps the comments inside a statement: `sqlite3 history.db .schema` shows them.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE target (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,         -- as it is called now, or was when it went
    check_uri TEXT NOT NULL,
    added INTEGER NOT NULL,     -- all times: microseconds since 1970-01-01 00:00 UTC
    removed INTEGER             -- NULL: it is in the configuration
);
CREATE UNIQUE INDEX target_key ON target(name, check_uri);

CREATE TABLE outcome (
    id INTEGER PRIMARY KEY,
    word TEXT NOT NULL,
    sent INTEGER NOT NULL,      -- a request that counts
    lost INTEGER NOT NULL       -- … and had no good answer in time (RFC 6673)
);
INSERT INTO outcome VALUES
    (1, 'answered', 1, 0), (2, 'timeout', 1, 1), (3, 'unreachable', 1, 1), (4, 'ttl_exceeded', 1, 1),
    (5, 'too_big', 1, 1), (6, 'not_sent', 0, 0), (7, 'late', 0, 0), (8, 'duplicate', 0, 0),
    (9, 'refused', 1, 1), (10, 'wrong_answer', 1, 1), (11, 'name_failed', 0, 0);

CREATE TABLE answer (
    -- Each different thing that came back, once: samples name it by its number.
    id INTEGER PRIMARY KEY,
    outcome INTEGER NOT NULL,
    ttl INTEGER NOT NULL,       -- 0: not known
    responder TEXT NOT NULL     -- '' where nobody answered
);
CREATE UNIQUE INDEX answer_key ON answer(outcome, ttl, responder);

CREATE TABLE recent_sample (
    -- The last minutes, a row each. From time to time they are packed into sample_block.
    id INTEGER PRIMARY KEY,
    target INTEGER NOT NULL,
    time INTEGER NOT NULL,      -- when the request was sent
    answer INTEGER NOT NULL,
    rtt INTEGER NOT NULL        -- nanoseconds; 0: nothing came
);

CREATE TABLE sample_block (
    -- One minute of one target; the view "samples" reads it.
    slot INTEGER PRIMARY KEY,   -- target * 4294967296 + minutes since 1970-01-01 00:00 UTC
    samples BLOB NOT NULL       -- each: three LEB128 numbers, see the view
);

CREATE TABLE minute_rollup (
    slot INTEGER PRIMARY KEY,   -- as in sample_block
    sent INTEGER NOT NULL,      -- requests that count: answered or lost
    lost INTEGER NOT NULL,
    late INTEGER NOT NULL,      -- answers after the timeout; their requests are among the lost
    duplicate INTEGER NOT NULL,
    not_sent INTEGER NOT NULL,  -- this computer would not send, or the name was not found
    rtt_min INTEGER,            -- nanoseconds, of what was answered; NULL: nothing was
    rtt_median INTEGER,
    rtt_p95 INTEGER,
    rtt_max INTEGER,
    histogram BLOB              -- all round-trip times: agent/engine/metrics/latency_histogram.h
);

CREATE TABLE hour_rollup (
    slot INTEGER PRIMARY KEY,   -- target * 4294967296 + hours since 1970-01-01 00:00 UTC
    sent INTEGER NOT NULL,
    lost INTEGER NOT NULL,
    late INTEGER NOT NULL,
    duplicate INTEGER NOT NULL,
    not_sent INTEGER NOT NULL,
    rtt_min INTEGER,
    rtt_median INTEGER,
    rtt_p95 INTEGER,
    rtt_max INTEGER,
    histogram BLOB
);

CREATE TABLE state_interval (
    -- The ledger of time. What no row covers is unknown: the program did not run.
    id INTEGER PRIMARY KEY,
    target INTEGER NOT NULL,
    state TEXT NOT NULL,        -- up, degraded, down, unknown, paused
    began INTEGER NOT NULL,
    ended INTEGER,              -- NULL: it lasts, as far as the table "heartbeat" says
    reason TEXT NOT NULL
);
CREATE INDEX state_interval_place ON state_interval(target, began);
CREATE INDEX state_interval_open ON state_interval(target) WHERE ended IS NULL;

CREATE TABLE outage (
    id INTEGER PRIMARY KEY,
    number INTEGER NOT NULL,    -- what a person types: traypulse why NUMBER
    cause TEXT NOT NULL,
    confidence TEXT NOT NULL,   -- certain, likely, possible
    network TEXT NOT NULL,      -- where it was
    began INTEGER NOT NULL,     -- of the first unanswered request
    ended INTEGER,              -- NULL: it lasts
    how TEXT NOT NULL,          -- how it ended
    told INTEGER NOT NULL       -- a person was notified
);
CREATE INDEX outage_number ON outage(number);
CREATE INDEX outage_began ON outage(began);
CREATE TABLE outage_target (
    outage INTEGER NOT NULL,    -- outage.id
    place INTEGER NOT NULL,
    name TEXT NOT NULL,         -- as the target was called then
    PRIMARY KEY (outage, place)
) WITHOUT ROWID;
CREATE TABLE outage_evidence (
    outage INTEGER NOT NULL,
    place INTEGER NOT NULL,
    what TEXT NOT NULL,
    value TEXT NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (outage, place)
) WITHOUT ROWID;

CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    time INTEGER NOT NULL,
    kind TEXT NOT NULL,
    target INTEGER,             -- NULL: of none in particular
    text TEXT NOT NULL
);
CREATE INDEX event_time ON event(time);

CREATE TABLE heartbeat (
    -- One row: until when the program has certainly run.
    id INTEGER PRIMARY KEY CHECK (id = 1),
    time INTEGER NOT NULL
);
)sql";

constexpr std::array kMigrations{Migration{1, kVersion1}};

void set_version(Database& db, std::int64_t version) {
    db.execute("PRAGMA user_version = " + std::to_string(version));
}

}  // namespace

std::span<const Migration> migrations() { return kMigrations; }

void migrate(Database& db, std::span<const Migration> steps, const std::string& views) {
    const auto found = db.number("PRAGMA user_version");
    const auto latest = steps.empty() ? 0 : steps.back().version;
    if (found > latest)
        throw Failure(Trouble::newer, "the history is of a newer Traypulse (its version is " +
                                          std::to_string(found) + ", this one knows " +
                                          std::to_string(latest) + ")");
    for (const auto& step : steps) {
        if (step.version <= found) continue;
        Transaction transaction(db);
        db.execute(step.sql);
        // With the last step, so that a file of today's version always has today's views.
        if (step.version == latest) db.execute(views);
        set_version(db, step.version);
        transaction.commit();
    }
}

Database open_for_writing(const std::string& path) {
    Database db(path, Database::Access::write);
    // Before the first table: later it would take a VACUUM. Deleted rows' pages can then be given
    // back piece by piece.
    db.execute("PRAGMA auto_vacuum = INCREMENTAL");
    // Readers and the writer do not wait for each other. Nothing that was committed is lost to
    // kill -9; after a power failure the file is whole and lacks at most what the system had not
    // written yet (NORMAL: one fsync for a checkpoint, not one a second).
    db.execute("PRAGMA journal_mode = WAL");
    db.execute("PRAGMA synchronous = NORMAL");
    // 4 MiB: a checkpoint each quarter of an hour for twenty targets. The journal is cut back to
    // that after a burst.
    db.execute("PRAGMA wal_autocheckpoint = 1000");
    db.execute("PRAGMA journal_size_limit = 4194304");
    migrate(db, migrations(), views_sql());
    return db;
}

}  // namespace traypulse::store
