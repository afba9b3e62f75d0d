#include "agent/store/outage_table.h"

#include <optional>

namespace traypulse::store {
namespace {

std::int64_t us(WallTime t) { return t.time_since_epoch().count(); }

}  // namespace

OutageTable::OutageTable(Database& db)
    : db_(db),
      find_(db.prepare("SELECT id FROM outage WHERE number = ?1 AND (ended IS NULL OR began = ?2) "
                       "ORDER BY id DESC LIMIT 1")),
      insert_(db.prepare("INSERT INTO outage (number, cause, confidence, network, began, ended, "
                         "how, told) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")),
      update_(db.prepare("UPDATE outage SET cause = ?2, confidence = ?3, network = ?4, began = ?5, "
                         "ended = ?6, how = ?7, told = ?8 WHERE id = ?1")),
      parts_(db) {}

void OutageTable::put(const OutageRecord& r) {
    const auto ended = r.ended ? std::optional(us(*r.ended)) : std::nullopt;
    const auto number = std::int64_t{r.id};
    std::int64_t id = 0;
    if (find_.find(number, us(r.began))) {
        id = find_.number(0);
        find_.reset();
        update_.run(id, to_string(r.cause), to_string(r.confidence), r.network, us(r.began), ended,
                    r.how, std::int64_t{r.told});
    } else {
        insert_.run(number, to_string(r.cause), to_string(r.confidence), r.network, us(r.began),
                    ended, r.how, std::int64_t{r.told});
        id = db_.last_row();
    }
    parts_.write(id, r);
}

}  // namespace traypulse::store
