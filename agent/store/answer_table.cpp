#include "agent/store/answer_table.h"

#include <string>

namespace traypulse::store {
namespace {

// Different answers that are known by heart: those of some thousand targets.
constexpr std::size_t kMostKnown = 10'000;

}  // namespace

AnswerTable::AnswerTable(Database& db)
    : db_(db),
      find_(db.prepare("SELECT id FROM answer WHERE outcome = ?1 AND ttl = ?2 AND responder = ?3")),
      insert_(db.prepare("INSERT INTO answer (outcome, ttl, responder) VALUES (?1, ?2, ?3)")) {}

std::int64_t AnswerTable::row_of(const Sample& sample) {
    const auto key = std::tuple(sample.outcome, sample.ttl, sample.responder);
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    const auto responder =
        sample.responder.is_unspecified() ? std::string() : sample.responder.text();
    const auto outcome = static_cast<std::int64_t>(sample.outcome);
    std::int64_t id = 0;
    if (find_.find(outcome, std::int64_t{sample.ttl.value}, responder)) {
        id = find_.number(0);
        find_.reset();
    } else {
        insert_.run(outcome, std::int64_t{sample.ttl.value}, responder);
        id = db_.last_row();
    }
    if (known_.size() >= kMostKnown) known_.clear();
    known_.emplace(key, id);
    return id;
}

}  // namespace traypulse::store
