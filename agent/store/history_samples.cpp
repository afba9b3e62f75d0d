// Single samples, from blocks and from what is not packed yet.
#include <algorithm>
#include <map>
#include <unordered_map>

#include "agent/store/history_parts.h"
#include "agent/store/sample_block.h"
#include "agent/store/schema.h"

namespace traypulse::store {
namespace {

constexpr std::int64_t kMinuteMicros = 60'000'000;

Outcome outcome_in(const Statement& row, int column) {
    const auto n = row.number(column);
    if (n < 1 || n > kLastOutcome)
        throw Failure(Trouble::damaged, "an outcome in the history is none: " + std::to_string(n));
    return static_cast<Outcome>(n);
}

std::unordered_map<std::int64_t, Outcome> outcomes(Database& db) {
    std::unordered_map<std::int64_t, Outcome> out;
    auto rows = db.prepare("SELECT id, outcome FROM answer");
    while (rows.step()) out.emplace(rows.number(0), outcome_in(rows, 1));
    return out;
}

std::vector<RawSample> unpacked(Database& db, HistoryTarget target, std::int64_t from,
                                std::int64_t until) {
    std::vector<RawSample> out;
    auto rows = db.prepare(
        "SELECT time, answer, outcome, rtt FROM recent_sample JOIN answer ON answer.id = answer "
        "WHERE target = ?1 AND time >= ?2 AND time < ?3 ORDER BY time, recent_sample.id");
    rows.bind(1, target.value).bind(2, from).bind(3, until);
    while (rows.step())
        out.push_back(
            {rows.number(0), rows.number(1), outcome_in(rows, 2), Nanoseconds(rows.number(3))});
    return out;
}

}  // namespace

void walk_blocks(Database& db, HistoryTarget target, std::int64_t from, std::int64_t until,
                 const std::function<bool(const RawSample&)>& each) {
    const auto known = outcomes(db);
    auto blocks = db.prepare("SELECT slot, samples FROM sample_block WHERE slot BETWEEN ?1 AND ?2");
    blocks.bind(1, slot_of(target.value, from / kMinuteMicros))
        .bind(2, slot_of(target.value, until / kMinuteMicros));
    while (blocks.step()) {
        const auto minute = unit_of(blocks.number(0)) * kMinuteMicros;
        const auto block = decode_block(blocks.bytes(1));
        if (!block) throw Failure(Trouble::damaged, block.error().what);
        for (const auto& s : block.value()) {
            const auto time = minute + s.offset.count();
            if (time < from || time >= until) continue;
            const auto outcome = known.find(s.answer);
            if (outcome == known.end())
                throw Failure(Trouble::damaged, "a sample's answer is not in the history");
            if (!each({time, s.answer, outcome->second, s.rtt})) return;
        }
    }
}

void read_samples(Database& db, HistoryTarget target, TimeRange range,
                  const std::function<bool(const Sample&)>& each) {
    struct Answer {
        Ttl ttl;
        IpAddress responder;
    };
    std::map<std::int64_t, Answer> answers;
    auto find = db.prepare("SELECT ttl, responder FROM answer WHERE id = ?1");
    const auto tell = [&](const RawSample& raw) {
        auto answer = answers.find(raw.answer);
        if (answer == answers.end()) {
            Answer a;
            if (find.find(raw.answer)) {
                a.ttl = Ttl{static_cast<std::uint8_t>(find.number(0))};
                a.responder = IpAddress::parse(find.text(1)).value_or(IpAddress{});
            }
            find.reset();
            answer = answers.emplace(raw.answer, a).first;
        }
        return each({TargetId{}, WallTime(std::chrono::microseconds(raw.time)), raw.outcome,
                     answer->second.ttl, Rtt(raw.rtt), answer->second.responder});
    };
    const auto from = std::max<std::int64_t>(range.from.time_since_epoch().count(), 0);
    const auto until = std::max(range.until.time_since_epoch().count(), from);
    // After a clock was set back, what is not packed yet can be older than what is.
    const auto recent = unpacked(db, target, from, until);
    auto next = recent.begin();
    bool more = true;
    walk_blocks(db, target, from, until, [&](const RawSample& raw) {
        for (; more && next != recent.end() && next->time < raw.time; ++next) more = tell(*next);
        more = more && tell(raw);
        return more;
    });
    for (; more && next != recent.end(); ++next) more = tell(*next);
}

}  // namespace traypulse::store
