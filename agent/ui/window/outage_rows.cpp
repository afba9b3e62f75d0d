#include "agent/ui/window/outage_rows.h"

#include "agent/engine/cause_words.h"
#include "agent/translations/translate.h"
#include "agent/ui/graph/ribbon.h"

namespace traypulse::ui {

std::vector<OutageRow> outage_rows(const std::vector<OutageRecord>& outages, WallTime now,
                                   const words::ClockText& moment) {
    std::vector<OutageRow> out;
    out.reserve(outages.size());
    for (const auto& o : outages) {
        OutageRow row;
        row.id = o.id;
        row.start = moment(o.began);
        row.cause = graph::outage_title(o);
        row.length = o.ended ? words::duration(*o.ended - o.began)
                             : tr("{0} so far", words::duration_short(now - o.began));
        row.affected = listed(o.affected);
        row.confidence = words::confidence(o.confidence);
        out.push_back(std::move(row));
    }
    return out;
}

std::string outage_evidence(const OutageRecord& outage, const words::ClockText& clock) {
    std::string out(meaning_of(outage.cause, outage.confidence));
    for (const auto& e : outage.evidence)
        out += "\n" + clock(e.time) + "  " + tr("{0}: {1}", e.what, e.value);
    if (outage.evidence.empty()) out += std::string("\n") + tr("No evidence was kept of it.");
    if (outage.ended) out += "\n" + clock(*outage.ended) + "  " + tr("It ended: {0}.", outage.how);
    return out;
}

}  // namespace traypulse::ui
