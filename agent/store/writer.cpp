#include "agent/store/writer.h"

#include <algorithm>
#include <variant>

#include "agent/store/schema.h"
#include "agent/translations/translate.h"
#include "shared/overloaded.h"

namespace traypulse::store {
namespace {

/// Retention has an hour's rows to remove then, which is what Retention::expire() takes at once.
constexpr auto kExpireEvery = std::chrono::minutes(1);

std::string seconds_text(Nanoseconds time) {
    return std::to_string(std::chrono::round<std::chrono::seconds>(time).count()) + " s";
}

}  // namespace

Writer::Writer(const std::string& path, const RetentionSettings& settings, const Standing& standing,
               Instant now)
    : path_(path),
      db_(open_for_writing(path)),
      file_(identity_of(path)),
      targets_(db_),
      journal_(db_),
      ledger_(db_),
      outages_(db_),
      heartbeat_(db_),
      retention_(db_, path, settings),
      event_(db_.prepare("INSERT INTO event (time, kind, target, text) VALUES (?1, ?2, ?3, ?4)")) {
    begin(standing, now);
}

void Writer::begin(const Standing& standing, Instant now) {
    const auto last = Heartbeat::last(db_);
    Transaction transaction(db_);
    if (!standing.targets.empty()) targets_.set(standing.targets, now.wall);
    if (!last) {
        // A new file in the middle of a run takes over what lasts.
        for (const auto& [id, state] : standing.states) {
            auto going_on = state;
            going_on.at = standing.beat ? std::max(state.at, standing.beat->wall) : state.at;
            if (const auto row = targets_.row(id)) ledger_.change(*row, going_on);
        }
    } else if (!standing.beat) {
        ledger_.close_all(*last);
    }
    heartbeat_.beat(standing.beat ? standing.beat->wall : now.wall);
    transaction.commit();
}

std::size_t Writer::write(std::span<const Item> items, Standing& standing, Instant now) {
    // Nobody would ever find what is written to a file without a name.
    if (identity_of(path_) != file_)
        throw Failure(Trouble::other,
                      tr("{0} was moved or deleted, and a new one is begun", path_));
    auto next = standing;
    std::size_t strangers = 0;
    Transaction transaction(db_);
    beat(next, now, std::any_of(items.begin(), items.end(), [](const auto& item) {
             return std::holds_alternative<Sample>(item);
         }));
    for (const auto& item : items)
        if (!put(item, next)) ++strangers;
    transaction.commit();
    standing = std::move(next);
    return strangers;
}

void Writer::beat(Standing& standing, Instant now, bool samples) {
    bool due = !samples || !beaten_ || now.mono - *beaten_ >= kBeatEvery;
    if (standing.beat) {
        if (const auto broken = clock_break(*standing.beat, now)) {
            due = true;
            ledger_.interrupt(broken->until, broken->from);
            const bool back = broken->jump < Nanoseconds::zero();
            add_event({EventKind::clock,
                       now.wall,
                       {},
                       back ? "the clock was set back by " + seconds_text(-broken->jump)
                            : "the clock was set forward, or the computer slept: " +
                                  seconds_text(broken->jump)});
        }
    }
    standing.beat = now;
    if (!due) return;
    heartbeat_.beat(now.wall);
    beaten_ = now.mono;
}

bool Writer::put(const Item& item, Standing& standing) {
    if (const auto* rare = std::get_if<std::shared_ptr<const Rare>>(&item)) {
        put_rare(**rare, standing);
        return true;
    }
    const auto& sample = std::get<Sample>(item);
    const auto row = targets_.row(sample.target);
    if (row) journal_.add(*row, sample);
    return row.has_value();
}

void Writer::put_rare(const Rare& rare, Standing& standing) {
    std::visit(Overloaded{[&](const TargetSet& set) {
                              for (const auto gone : targets_.set(set.targets, set.at))
                                  ledger_.close(gone, set.at);
                              standing.targets = set.targets;
                              std::erase_if(standing.states, [&](const auto& s) {
                                  return std::none_of(
                                      set.targets.begin(), set.targets.end(),
                                      [&](const auto& t) { return t.id == s.first; });
                              });
                          },
                          [&](const StateChange& change) {
                              const auto row = targets_.row(change.target);
                              if (!row) return;
                              ledger_.change(*row, change);
                              standing.states[change.target] = change;
                          },
                          [&](const OutageRecord& record) { outages_.put(record); },
                          [&](const Event& event) { add_event(event); }},
               rare);
}

void Writer::add_event(const Event& event) {
    event_.run(event.time.time_since_epoch().count(), to_string(event.kind),
               targets_.row(event.target), std::string_view(event.text));
}

bool Writer::upkeep(Instant now) {
    if (journal_.due(now)) {
        Transaction transaction(db_);
        journal_.pack(now);
        heartbeat_.beat(now.wall);
        transaction.commit();
    }
    if (!expired_ || now.mono - *expired_ >= kExpireEvery) {
        retention_.expire(now.wall);
        expired_ = now.mono;
    }
    return !retention_.shrink();
}

void Writer::check() {
    auto rows = db_.prepare("PRAGMA quick_check(1)");
    if (rows.step() && rows.text(0) != "ok")
        throw Failure(Trouble::damaged, "the history is damaged: " + std::string(rows.text(0)));
}

void Writer::close(Instant now) {
    Transaction transaction(db_);
    ledger_.close_all(now.wall);
    heartbeat_.beat(now.wall);
    transaction.commit();
}

}  // namespace traypulse::store
