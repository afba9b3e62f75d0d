#include "agent/store/outage_parts.h"

namespace traypulse::store {

OutageParts::OutageParts(Database& db)
    : forget_targets_(db.prepare("DELETE FROM outage_target WHERE outage = ?1")),
      forget_evidence_(db.prepare("DELETE FROM outage_evidence WHERE outage = ?1")),
      add_target_(
          db.prepare("INSERT INTO outage_target (outage, place, name) VALUES (?1, ?2, ?3)")),
      add_evidence_(db.prepare("INSERT INTO outage_evidence (outage, place, what, value, time) "
                               "VALUES (?1, ?2, ?3, ?4, ?5)")) {}

void OutageParts::write(std::int64_t outage, const OutageRecord& record) {
    forget_targets_.run(outage);
    forget_evidence_.run(outage);
    std::int64_t place = 0;
    for (const auto& name : record.affected) add_target_.run(outage, place++, name);
    place = 0;
    for (const auto& e : record.evidence)
        add_evidence_.run(outage, place++, e.what, e.value,
                          std::int64_t{e.time.time_since_epoch().count()});
}

}  // namespace traypulse::store
