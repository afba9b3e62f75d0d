// Each outage with its evidence.
#include <algorithm>

#include "agent/engine/cause_words.h"
#include "agent/report/html.h"
#include "agent/report/local_time.h"
#include "agent/report/sections.h"
#include "agent/report/words.h"
#include "agent/translations/translate.h"

namespace traypulse::report {
namespace {

/// With all that was seen; a line that is down every minute of a month would fill a book.
constexpr std::size_t kMostInFull = 100;

std::string field(const std::string& name, const std::string& value) {
    return "<dt>" + name + "</dt><dd>" + value + "</dd>\n";
}

std::string names_of(const OutageRecord& r, std::size_t most) {
    std::string out;
    for (std::size_t i = 0; i < std::min(r.affected.size(), most); ++i)
        out = listed(out, isolated(r.affected[i]));
    if (r.affected.size() > most)
        out = trn("{1} and {0} more", "{1} and {0} more", r.affected.size() - most, out);
    return out.empty() ? std::string(tr("none that is watched")) : out;
}

std::string end_of(const OutageFacts& o) {
    if (o.lasts) return tr("had not ended by {0}", moment_text(o.span.until));
    return tr("{0}: {1}", moment_text(*o.record.ended), escaped(o.record.how));
}

std::string full(const OutageFacts& o) {
    const auto& r = o.record;
    const Nanoseconds whole = r.ended.value_or(o.span.until) - r.began;
    std::string out = "<div class=\"outage\"><h3>" +
                      tr("Outage {0}: {1}", r.id, escaped(title_of(r))) + "</h3>\n<dl>\n";
    out += field(tr("Began"), moment_text(r.began) + " (" + offset_text(r.began) + ")");
    out += field(tr("Ended"), end_of(o));
    const auto lasted = length(std::max(whole, Nanoseconds::zero()));
    out += field(tr("Length"), whole > o.length() ? tr("{0}, of which {1} in this period", lasted,
                                                       length(o.length()))
                                                  : lasted);
    out += field(tr("Affected"), names_of(r, r.affected.size()));
    out += field(tr("What is seen"), escaped(meaning_of(r.cause, r.confidence)));
    out += field(tr("Where it lies"),
                 tr("{0} ({1})", place_words(place_of(r.cause)), confidence_words(r.confidence)));
    if (!r.network.empty()) out += field(tr("Network"), escaped(r.network));
    out += "</dl>\n";
    if (r.evidence.empty())
        return out + "<p class=\"small\">" + tr("Nothing more was looked at while it lasted.") +
               "</p></div>\n";
    out += std::string("<table><thead><tr><th>") + tr("Time") + "</th><th>" + tr("Looked at") +
           "</th><th>" + tr("Found") + "</th></tr></thead><tbody>\n";
    for (const auto& e : r.evidence)
        out += "<tr><td class=\"when\">" + moment_text(e.time) + "</td><td>" + isolated(e.what) +
               "</td><td>" + isolated(e.value) + "</td></tr>\n";
    return out + "</tbody></table></div>\n";
}

std::string overview(const Facts& f) {
    std::string out = std::string("<table><thead><tr><th class=\"n\">") + tr("No.") + "</th>";
    for (const char* head : {tr("Began"), tr("Ended")}) out += std::string("<th>") + head + "</th>";
    out += std::string("<th class=\"n\">") + tr("Length") + "</th>";
    for (const char* head : {tr("Cause"), tr("Confidence"), tr("Targets")})
        out += std::string("<th>") + head + "</th>";
    out += "</tr></thead><tbody>\n";
    for (const auto& o : f.outages)
        out += "<tr><td class=\"n\">" + std::to_string(o.record.id) + "</td><td>" +
               moment_text(o.record.began) + "</td><td>" +
               (o.lasts ? "–" : moment_text(*o.record.ended)) + "</td><td class=\"n\">" +
               length(o.length()) + "</td><td>" + escaped(title_of(o.record)) + "</td><td>" +
               confidence_words(o.record.confidence) + "</td><td>" + names_of(o.record, 3) +
               "</td></tr>\n";
    return out + "</tbody></table>\n";
}

}  // namespace

std::string outages_section(const Facts& f) {
    auto out =
        std::string("<section class=\"page\" id=\"outages\"><h2>") + tr("Outages") + "</h2>\n";
    if (f.outages.empty())
        return out + "<p>" + tr("There was none in this period.") + "</p></section>\n";
    out += std::string("<p>") +
           tr("An outage is one cause with all the targets that it explains. Its evidence was "
              "frozen at the first suspicion, before anybody touched anything. Confidence: "
              "certain, likely or possible.") +
           "</p>\n" + overview(f);
    std::vector<const OutageFacts*> shown;
    for (const auto& o : f.outages) shown.push_back(&o);
    if (shown.size() > kMostInFull) {
        std::stable_sort(shown.begin(), shown.end(),
                         [](const auto* a, const auto* b) { return a->length() > b->length(); });
        shown.resize(kMostInFull);
        std::stable_sort(shown.begin(), shown.end(), [](const auto* a, const auto* b) {
            return a->record.began < b->record.began;
        });
        out += "<p>" + tr("In full, the {0} longest:", kMostInFull) + "</p>\n";
    }
    for (const auto* o : shown) out += full(*o);
    return out + "</section>\n";
}

}  // namespace traypulse::report
