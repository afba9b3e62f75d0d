#include "agent/store/import_tables.h"

#include <algorithm>
#include <vector>

namespace traypulse::store {
namespace {

std::int64_t in_micros(WallTime t) { return t.time_since_epoch().count(); }
WallTime from_micros(std::int64_t us) { return WallTime(std::chrono::microseconds(us)); }
std::optional<std::int64_t> in_micros(std::optional<WallTime> t) {
    return t ? std::optional(in_micros(*t)) : std::nullopt;
}

}  // namespace

// ---- targets ----

ImportTargets::ImportTargets(Database& db)
    : db_(db),
      find_(db.prepare("SELECT id, added, removed FROM target WHERE name = ?1 AND check_uri = ?2")),
      insert_(db.prepare(
          "INSERT INTO target (name, check_uri, added, removed) VALUES (?1, ?2, ?3, ?4)")),
      update_(db.prepare("UPDATE target SET added = ?2, removed = ?3 WHERE id = ?1")) {}

ImportTargets::Known* ImportTargets::find(const TargetKey& key) {
    if (const auto known = known_.find(key); known != known_.end()) return &known->second;
    if (!find_.find(key.name, key.check)) return nullptr;
    Known k{find_.number(0), from_micros(find_.number(1)), std::nullopt, false, false};
    if (!find_.is_null(2)) k.removed = from_micros(find_.number(2));
    find_.reset();
    return &known_.emplace(key, k).first->second;
}

ImportTargets::Known& ImportTargets::insert(const TargetKey& key, WallTime added,
                                            std::optional<WallTime> removed) {
    insert_.run(key.name, key.check, in_micros(added), in_micros(removed));
    return known_.emplace(key, Known{db_.last_row(), added, removed, false, false}).first->second;
}

ImportVerdict ImportTargets::put(const TargetRow& row) {
    auto* known = find(row.target);
    if (known == nullptr) {
        insert(row.target, row.added, row.removed);
        return ImportVerdict::added;
    }
    if (known->guessed) {
        known->added = row.added;
        known->removed = row.removed;
        known->guessed = false;
        known->changed = true;
        return ImportVerdict::added;
    }
    if (row.added < known->added) {
        known->added = row.added;
        known->changed = true;
        return ImportVerdict::added;
    }
    return ImportVerdict::known;
}

std::int64_t ImportTargets::row(const TargetKey& key, WallTime seen) {
    auto* known = find(key);
    if (known == nullptr) {
        known = &insert(key, seen, seen);
        known->guessed = true;
    }
    if (known->guessed && (seen < known->added || seen > *known->removed)) {
        known->added = std::min(known->added, seen);
        known->removed = std::max(*known->removed, seen);
        known->changed = true;
    }
    return known->id;
}

void ImportTargets::finish() {
    for (auto& [key, known] : known_) {
        if (!known.changed) continue;
        update_.run(known.id, in_micros(known.added), in_micros(known.removed));
        known.changed = false;
    }
}

// ---- outages ----

ImportOutages::ImportOutages(Database& db)
    : db_(db),
      find_(db.prepare("SELECT id, ended, how FROM outage WHERE number = ?1 AND began = ?2")),
      insert_(db.prepare("INSERT INTO outage (number, cause, confidence, network, began, ended, "
                         "how, told) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")),
      update_(db.prepare("UPDATE outage SET cause = ?2, confidence = ?3, network = ?4, ended = ?5, "
                         "how = ?6, told = ?7 WHERE id = ?1")),
      parts_(db) {}

ImportVerdict ImportOutages::put(const OutageRecord& r) {
    const auto number = std::int64_t{r.id};
    const auto ended = in_micros(r.ended.value_or(r.began));
    if (!find_.find(number, in_micros(r.began))) {
        insert_.run(number, to_string(r.cause), to_string(r.confidence), r.network,
                    in_micros(r.began), ended, r.how, std::int64_t{r.told});
        parts_.write(db_.last_row(), r);
        return ImportVerdict::added;
    }
    const auto id = find_.number(0);
    // One that lasts is the running agent's; one that lasted when it was exported may have ended.
    const bool lasts = find_.is_null(1);
    const bool open = find_.text(2).empty();
    const auto until = find_.number(1);
    find_.reset();
    if (lasts || !open || (r.how.empty() && ended <= until)) return ImportVerdict::known;
    update_.run(id, to_string(r.cause), to_string(r.confidence), r.network, ended, r.how,
                std::int64_t{r.told});
    parts_.write(id, r);
    return ImportVerdict::added;
}

// ---- intervals ----

ImportIntervals::ImportIntervals(Database& db)
    : same_(db.prepare("SELECT id, ended FROM state_interval WHERE target = ?1 AND began = ?2 AND "
                       "state = ?3 AND reason = ?4 ORDER BY ended IS NULL DESC, ended DESC")),
      extend_(db.prepare("UPDATE state_interval SET ended = ?2 WHERE id = ?1")),
      overlapping_(
          db.prepare("SELECT began, ended FROM state_interval WHERE target = ?1 AND began < ?3 AND "
                     "(ended IS NULL OR ended > ?2) AND id <= ?4 ORDER BY began")),
      insert_(db.prepare("INSERT INTO state_interval (target, state, began, ended, reason) VALUES "
                         "(?1, ?2, ?3, ?4, ?5)")),
      before_(db.number("SELECT max(id) FROM state_interval")) {}

ImportVerdict ImportIntervals::put(std::int64_t target, const IntervalRow& row) {
    auto from = in_micros(row.from);
    const auto until = in_micros(row.until);
    std::optional<std::int64_t> longer;
    if (same_.find(target, from, to_string(row.state), row.reason)) {
        const bool enough = same_.is_null(1) || same_.number(1) >= until;
        if (!enough) {
            longer = same_.number(0);
            from = same_.number(1);
        }
        same_.reset();
        if (enough) return ImportVerdict::known;
    }
    struct Piece {
        std::int64_t from, until;
    };
    std::vector<Piece> gaps;
    auto at = from;
    for (bool more = overlapping_.find(target, from, until, before_); more && at < until;
         more = overlapping_.step()) {
        const auto began = overlapping_.number(0);
        const auto ended = overlapping_.is_null(1) ? until : overlapping_.number(1);
        if (began > at) gaps.push_back({at, std::min(began, until)});
        at = std::max(at, ended);
    }
    overlapping_.reset();
    // One without any length says that a state was begun; it takes no time from others.
    if (at < until || (from == until && gaps.empty() && at == from)) gaps.push_back({at, until});
    if (gaps.empty()) return ImportVerdict::known;
    for (const auto& gap : gaps) {
        if (longer && gap.from == from)
            extend_.run(*longer, gap.until);
        else
            insert_.run(target, to_string(row.state), gap.from, gap.until, row.reason);
    }
    return ImportVerdict::added;
}

// ---- events ----

ImportEvents::ImportEvents(Database& db)
    : count_(db.prepare("SELECT count(*) FROM event WHERE time = ?1 AND kind = ?2 AND "
                        "target IS ?3 AND text = ?4 AND id <= ?5")),
      insert_(db.prepare("INSERT INTO event (time, kind, target, text) VALUES (?1, ?2, ?3, ?4)")),
      before_(db.number("SELECT max(id) FROM event")) {}

ImportVerdict ImportEvents::put(std::optional<std::int64_t> target, const EventRow& row) {
    const auto time = in_micros(row.time);
    const std::string kind(to_string(row.kind));
    std::int64_t there = 0;
    if (count_.find(time, kind, target, row.text, before_)) there = count_.number(0);
    count_.reset();
    auto& seen = seen_[{time, kind, target.value_or(0), row.text}];
    if (++seen <= there) return ImportVerdict::known;
    insert_.run(time, kind, target, row.text);
    return ImportVerdict::added;
}

}  // namespace traypulse::store
