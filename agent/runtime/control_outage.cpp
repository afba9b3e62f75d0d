#include "agent/runtime/control_outage.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "agent/engine/cause_words.h"
#include "agent/runtime/json_line.h"
#include "agent/runtime/log.h"
#include "agent/translations/columns.h"
#include "agent/translations/translate.h"
#include "shared/plain_text.h"

namespace traypulse::control {
namespace {

using Json = nlohmann::ordered_json;

// Names are a person's own, and what answered on the way is anybody's; a terminal obeys control
// characters.
std::string names(const OutageRecord& record, std::size_t most) {
    std::string out;
    for (std::size_t i = 0; i < record.affected.size() && i < most; ++i)
        out = listed(out, plain(record.affected[i]));
    if (record.affected.size() <= most) return out;
    return trn("{1} and {0} more", "{1} and {0} more", record.affected.size() - most, out);
}

/// "Provider outage"; of a target's own causes with its name: "Shop: Down".
std::string title(const OutageRecord& record) {
    const std::string words(words_of(record.cause).title);
    const bool own = record.cause == Cause::target_down || record.cause == Cause::unstable ||
                     record.cause == Cause::target_blocks_icmp;
    return own && record.affected.size() == 1
               ? tr("{0}: {1}", plain(record.affected.front()), words)
               : words;
}

/// Never below 0, whatever was done to the clock.
Nanoseconds length(const OutageRecord& record, WallTime end) {
    return std::max<Nanoseconds>(end - record.began, Nanoseconds::zero());
}

std::string list_line(const OutageRecord& record, WallTime now, const Phrases& phrases) {
    auto out = "  " + std::to_string(record.id) + "  " + phrases.moment(record.began) + "  " +
               title(record);
    out = record.ended ? tr("{0}, {1}", out, words::duration(length(record, *record.ended)))
                       : tr("{0}, for {1}", out, words::duration(length(record, now)));
    constexpr std::size_t kMostNames = 3;
    if (record.affected.size() > 1) out += " (" + names(record, kMostNames) + ")";
    return out + "\n";
}

std::string outage_list(const char* heading, const std::vector<const OutageRecord*>& records,
                        bool ended, WallTime now, const Phrases& phrases) {
    std::string out;
    for (const auto* record : records)
        if (record->ended.has_value() == ended) out += list_line(*record, now, phrases);
    return out.empty() ? out : std::string("\n") + heading + "\n" + out;
}

}  // namespace

std::vector<const OutageRecord*> listed_outages(const Snapshot& s) {
    std::vector<const OutageRecord*> out;
    std::size_t ended = 0;
    for (const auto& record : s.outages)
        if (!record->ended || ended++ < kListedEnded) out.push_back(record.get());
    return out;
}

Result<const OutageRecord*> find_outage(const Snapshot& s, std::uint32_t number) {
    const auto found = std::find_if(s.outages.begin(), s.outages.end(),
                                    [&](const auto& record) { return record->id == number; });
    if (found != s.outages.end()) return found->get();
    const auto what = tr("there is no outage {0}", number);
    if (s.outages.empty()) return Error{ErrorCode::not_found, what, tr("none is remembered")};
    constexpr std::size_t kMostNumbers = 10;
    std::string numbers;
    for (std::size_t i = 0; i < s.outages.size() && i < kMostNumbers; ++i)
        numbers = listed(numbers, std::to_string(s.outages[i]->id));
    if (s.outages.size() > kMostNumbers)
        numbers = trn("{1} and {0} older one", "{1} and {0} older ones",
                      s.outages.size() - kMostNumbers, numbers);
    return Error{ErrorCode::not_found, what, tr("there is {0}", numbers)};
}

Json outage_json(const OutageRecord& record) {
    Json out{{"type", "outage"},
             {"outage", record.id},
             {"cause", std::string(to_string(record.cause))},
             {"confidence", std::string(to_string(record.confidence))},
             {"began", rfc3339(record.began)}};
    out["ended"] = record.ended ? Json(rfc3339(*record.ended)) : Json(nullptr);
    out["length_s"] = record.ended
                          ? Json(static_cast<double>(length(record, *record.ended).count()) / 1e9)
                          : Json(nullptr);
    out["how"] = record.how;
    out["network"] = record.network;
    out["affected"] = record.affected;
    out["told"] = record.told;
    out["evidence"] = Json::array();
    for (const auto& e : record.evidence)
        out["evidence"].push_back(
            Json{{"what", e.what}, {"value", e.value}, {"time", rfc3339(e.time)}});
    return out;
}

std::string outage_line(const OutageRecord& record) { return json_line(outage_json(record)); }

std::string outage_text(const OutageRecord& record, WallTime now, const Phrases& phrases) {
    auto out = tr("Outage {0}: {1}", record.id, title(record)) + "\n" +
               std::string(meaning_of(record.cause, record.confidence)) + "\n\n";
    std::vector<std::pair<std::string, std::string>> rows;
    rows.emplace_back(tr("Began:"), phrases.moment(record.began));
    if (record.ended)
        rows.emplace_back(tr("Ended:"),
                          record.how.empty()
                              ? phrases.moment(*record.ended)
                              : tr("{0} ({1})", phrases.moment(*record.ended), plain(record.how)));
    const auto lasted = words::duration(length(record, record.ended.value_or(now)));
    if (record.ended)
        rows.emplace_back(tr("Lasted:"), lasted);
    else
        rows.emplace_back(tr("Lasts:"), tr("{0} so far", lasted));
    rows.emplace_back(tr("How sure:"), words::confidence(record.confidence));
    rows.emplace_back(tr("Affected:"), names(record, record.affected.size()));
    rows.emplace_back(tr("Told:"), record.told ? tr("yes, by a notification")
                                               : tr("no, no notification was shown"));
    if (!record.network.empty())
        rows.emplace_back(tr("Network:"), tr("behind the router {0}", plain(record.network)));
    std::size_t widest = 0;
    for (const auto& row : rows) widest = std::max(widest, terminal_columns(row.first));
    for (const auto& [name, value] : rows) out += padded_right(name, widest + 1) + value + "\n";
    if (record.evidence.empty())
        return out + "\n" + tr("Nothing was written down when it began.") + "\n";
    out += std::string("\n") + tr("What was seen when it began:") + "\n";
    for (const auto& e : record.evidence)
        out += "  " + phrases.clock(e.time) + "  " + tr("{0}: {1}", plain(e.what), plain(e.value)) +
               "\n";
    return out;
}

std::string outage_lists(const Snapshot& s, const Phrases& phrases) {
    const auto records = listed_outages(s);
    auto out = outage_list(tr("Outages that last:"), records, false, s.taken, phrases) +
               outage_list(tr("Earlier outages:"), records, true, s.taken, phrases);
    if (!out.empty())
        out += std::string("\n") +
               tr("`traypulse why NUMBER` shows what was seen when one began.") + "\n";
    return out;
}

}  // namespace traypulse::control
