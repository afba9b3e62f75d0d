#include "agent/store/target_table.h"

#include <algorithm>
#include <string>

namespace traypulse::store {
namespace {

struct Row {
    std::int64_t id = 0;
    std::string name;
    std::string check;
    bool removed = false;
    bool taken = false;
};

std::vector<Row> all_rows(const Database& db) {
    std::vector<Row> out;
    auto rows = db.prepare("SELECT id, name, check_uri, removed FROM target ORDER BY id");
    while (rows.step())
        out.push_back({rows.number(0), std::string(rows.text(1)), std::string(rows.text(2)),
                       !rows.is_null(3), false});
    return out;
}

}  // namespace

TargetTable::TargetTable(Database& db) : db_(db) {}

std::vector<std::int64_t> TargetTable::set(const std::vector<TargetIdentity>& targets,
                                           WallTime at) {
    const auto now = at.time_since_epoch().count();
    auto rows = all_rows(db_);
    std::vector<const TargetIdentity*> unknown;
    auto keep = db_.prepare("UPDATE target SET removed = NULL WHERE id = ?1");
    for (const auto& t : targets) {
        const auto same = std::find_if(rows.begin(), rows.end(), [&](const Row& r) {
            return !r.taken && r.name == t.name && r.check == t.check;
        });
        if (same == rows.end()) {
            unknown.push_back(&t);
            continue;
        }
        same->taken = true;
        rows_[t.id] = same->id;
        if (same->removed) keep.run(same->id);
    }
    auto rename = db_.prepare("UPDATE target SET name = ?2 WHERE id = ?1");
    auto insert = db_.prepare("INSERT INTO target (name, check_uri, added) VALUES (?1, ?2, ?3)");
    for (const auto* t : unknown) {
        // Two that are the same in all share one history.
        const auto twin = std::find_if(rows.begin(), rows.end(), [&](const Row& r) {
            return r.name == t->name && r.check == t->check;
        });
        if (twin != rows.end()) {
            rows_[t->id] = twin->id;
            continue;
        }
        // Only what was configured until now can have been renamed.
        const auto old = std::find_if(rows.begin(), rows.end(), [&](const Row& r) {
            return !r.taken && !r.removed && r.check == t->check;
        });
        if (old != rows.end()) {
            old->taken = true;
            old->name = t->name;
            rename.run(old->id, t->name);
            rows_[t->id] = old->id;
        } else {
            insert.run(t->name, t->check, now);
            rows.push_back({db_.last_row(), t->name, t->check, false, true});
            rows_[t->id] = rows.back().id;
        }
    }
    std::vector<std::int64_t> gone;
    auto remove = db_.prepare("UPDATE target SET removed = ?2 WHERE id = ?1");
    for (const auto& r : rows) {
        if (r.taken || r.removed) continue;
        remove.run(r.id, now);
        gone.push_back(r.id);
    }
    return gone;
}

std::optional<std::int64_t> TargetTable::row(TargetId id) const {
    const auto found = rows_.find(id);
    return found == rows_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace traypulse::store
