#include "agent/store/ledger.h"

namespace traypulse::store {
namespace {

std::int64_t micros(WallTime t) { return t.time_since_epoch().count(); }

}  // namespace

Ledger::Ledger(Database& db)
    : open_(db.prepare(
          "SELECT state, reason FROM state_interval WHERE target = ?1 AND ended IS NULL")),
      insert_(db.prepare("INSERT INTO state_interval (target, state, began, ended, reason) "
                         "VALUES (?1, ?2, ?3, NULL, ?4)")),
      close_(db.prepare("UPDATE state_interval SET ended = max(began, ?2) "
                        "WHERE target = ?1 AND ended IS NULL")),
      close_all_(
          db.prepare("UPDATE state_interval SET ended = max(began, ?1) WHERE ended IS NULL")),
      // Those that begin again are marked until the old ones are closed.
      copy_(db.prepare("INSERT INTO state_interval (target, state, began, ended, reason) "
                       "SELECT target, state, ?1, -1, reason FROM state_interval "
                       "WHERE ended IS NULL")),
      begin_(db.prepare("UPDATE state_interval SET ended = NULL WHERE began = ?1 AND ended = -1")) {
}

void Ledger::change(std::int64_t target, const StateChange& change) {
    const bool there = open_.find(target);
    const bool same =
        there && open_.text(0) == to_string(change.state) && open_.text(1) == change.reason;
    open_.reset();
    if (same) return;
    if (there) close_.run(target, micros(change.at));
    insert_.run(target, to_string(change.state), micros(change.at), change.reason);
}

void Ledger::close(std::int64_t target, WallTime at) { close_.run(target, micros(at)); }

void Ledger::close_all(WallTime at) { close_all_.run(micros(at)); }

void Ledger::interrupt(WallTime until, WallTime from) {
    copy_.run(micros(from));
    close_all(until);
    begin_.run(micros(from));
}

}  // namespace traypulse::store
