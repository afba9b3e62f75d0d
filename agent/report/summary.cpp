// The first page: what somebody can read to a support line.
#include <algorithm>
#include <map>

#include "agent/report/html.h"
#include "agent/report/local_time.h"
#include "agent/report/sections.h"
#include "agent/report/words.h"
#include "agent/translations/translate.h"

namespace traypulse::report {
namespace {

/// So many targets fit on the first page.
constexpr std::size_t kMostRows = 12;

struct Group {
    std::size_t count = 0;
    std::vector<store::TimeRange> spans;
    const OutageFacts* longest = nullptr;
    std::vector<std::string> titles;
    bool router_answered = true;  ///< in each of them, as far as that is seen

    void add(const OutageFacts& o) {
        ++count;
        router_answered = router_answered && o.record.cause == Cause::provider_outage &&
                          o.record.confidence != Confidence::possible;
        spans.push_back(o.span);
        if (longest == nullptr || o.length() > longest->length()) longest = &o;
        const auto title = title_of(o.record);
        if (std::find(titles.begin(), titles.end(), title) == titles.end()) titles.push_back(title);
    }
};

std::string period_sentence(const Facts& f) {
    Nanoseconds judged{};
    for (const auto& t : f.targets)
        judged =
            std::max(judged, t.availability.up + t.availability.degraded + t.availability.down);
    const Nanoseconds all = f.range.until - f.range.from;
    auto out = trn("From {1} to {2}, {0} target was watched for {3} of {4}.",
                   "From {1} to {2}, {0} targets were watched for {3} of {4}.", f.targets.size(),
                   moment_with_offset(f.range.from), moment_with_offset(f.range.until),
                   length(judged), length(all));
    if (all - judged < std::chrono::minutes(1)) return out;
    return sentences(
        out, tr("For the remaining {0} nothing is known: the computer slept, was off or had no "
                "network, or checking was paused. That time counts neither for nor against "
                "anybody.",
                length(all - judged)));
}

std::string longest_words(const Group& g) {
    const auto& o = *g.longest;
    const auto from = minute_text(o.span.from);
    if (o.lasts)
        return tr("The longest, number {0}, lasted {1}, from {2} on, and had not ended by then.",
                  o.record.id, length(o.length()), from);
    return tr("The longest, number {0}, lasted {1}, from {2} to {3}.", o.record.id,
              length(o.length()), from, minute_text(o.span.until));
}

/// Where nobody could look at the router, nobody can say that it answered.
std::string provider_head(const Group& g) {
    const auto titles = escaped(listed(g.titles));
    if (g.router_answered)
        return trn(
            "One outage lies at the provider ({1}): the router of this network answered, "
            "and nothing beyond it did.",
            "{0} outages lie at the provider ({1}): the router of this network answered, "
            "and nothing beyond it did.",
            g.count, titles);
    return trn(
        "One outage lies at the provider ({1}): what was seen, and how certain it is, "
        "stands below.",
        "{0} outages lie at the provider ({1}): what was seen, and how certain it is, "
        "stands with each of them below.",
        g.count, titles);
}

std::string provider_sentence(const Group& g) {
    const auto sum = length(covered(g.spans));
    if (g.count > 1)
        return sentences(sentences(provider_head(g), tr("Together they lasted {0}.", sum)),
                         longest_words(g));
    const auto& o = *g.longest;
    const auto from = minute_text(o.span.from);
    return sentences(
        provider_head(g),
        o.lasts ? tr("It is number {0} and lasted {1}, from {2} on, and had not ended by then.",
                     o.record.id, sum, from)
                : tr("It is number {0} and lasted {1}, from {2} to {3}.", o.record.id, sum, from,
                     minute_text(o.span.until)));
}

std::string lies_at(Place place, std::size_t n, const std::string& titles, const std::string& sum) {
    switch (place) {
        case Place::here:
            return trn("{0} outage lies between this computer and its router ({1}), {2} in all.",
                       "{0} outages lie between this computer and its router ({1}), {2} in all.", n,
                       titles, sum);
        case Place::names:
            return trn("{0} outage lies in the name servers (DNS) ({1}), {2} in all.",
                       "{0} outages lie in the name servers (DNS) ({1}), {2} in all.", n, titles,
                       sum);
        case Place::network:
            return trn("{0} outage lies at who runs the local network ({1}), {2} in all.",
                       "{0} outages lie at who runs the local network ({1}), {2} in all.", n,
                       titles, sum);
        default:
            return trn("{0} outage lies at the target itself, or just before it ({1}), {2} in all.",
                       "{0} outages lie at the target itself, or just before it ({1}), {2} in all.",
                       n, titles, sum);
    }
}

std::string place_sentence(Place place, const Group& g) {
    return sentences(lies_at(place, g.count, escaped(listed(g.titles)), length(covered(g.spans))),
                     place == Place::names
                         ? tr("That is not the provider's line, but may be the provider's "
                              "name servers.")
                         : tr("That is not the provider's line."));
}

std::string open_sentence(const Group& g) {
    return trn("Of {0} outage ({1}, {2} in all) it cannot be told where it lies.",
               "Of {0} outages ({1}, {2} in all) it cannot be told where they lie.", g.count,
               escaped(listed(g.titles)), length(covered(g.spans)));
}

std::string no_provider_sentence(std::size_t outages, bool open) {
    if (outages == 1)
        return open ? tr("It was not found to lie at the provider.")
                    : tr("It does not lie at the provider.");
    return open ? tr("None of them was found to lie at the provider.")
                : tr("None of them lies at the provider.");
}

std::vector<std::string> outage_sentences(const Facts& f) {
    std::map<Place, Group> groups;
    std::vector<store::TimeRange> all;
    for (const auto& o : f.outages) {
        groups[place_of(o.record.cause)].add(o);
        all.push_back(o.span);
    }
    if (f.outages.empty()) return {tr("There was no outage in this time.")};
    std::vector<std::string> out;
    out.push_back(f.outages.size() == 1 ? std::string(tr("There was one outage."))
                                        : trn("There was {0} outage, which covers {1} in all.",
                                              "There were {0} outages, which cover {1} in all.",
                                              f.outages.size(), length(covered(all))));
    if (groups.contains(Place::provider))
        out.push_back(provider_sentence(groups[Place::provider]));
    else
        out.emplace_back(no_provider_sentence(f.outages.size(), groups.contains(Place::open)));
    for (const auto& [place, group] : groups) {
        if (place == Place::provider) continue;
        out.push_back(place == Place::open ? open_sentence(group) : place_sentence(place, group));
    }
    return out;
}

/// A row of a table's head; those after `texts` are numbers.
std::string head_row(std::initializer_list<std::pair<const char*, bool>> columns) {
    std::string out = "<table><thead><tr>";
    for (const auto& [words, number] : columns)
        out += std::string(number ? "<th class=\"n\">" : "<th>") + words + "</th>";
    return out + "</tr></thead><tbody>\n";
}

std::string causes_table(const Facts& f) {
    if (f.outages.empty()) return "";
    std::map<Cause, Group> groups;
    for (const auto& o : f.outages) groups[o.record.cause].add(o);
    auto out = std::string("<h3>") + tr("Outages by cause") + "</h3>\n" +
               head_row({{tr("Cause"), false},
                         {tr("Where it lies"), false},
                         {tr("Outages"), true},
                         {tr("Together"), true},
                         {tr("Longest"), true},
                         {tr("Longest began"), false}});
    for (const auto& [cause, g] : groups)
        out += "<tr><td>" + escaped(title_of(g.longest->record)) + "</td><td>" +
               place_title(place_of(cause)) + "</td><td class=\"n\">" + std::to_string(g.count) +
               "</td><td class=\"n\">" + length(covered(g.spans)) + "</td><td class=\"n\">" +
               length(g.longest->length()) + "</td><td>" + minute_text(g.longest->span.from) +
               "</td></tr>\n";
    return out + "</tbody></table>\n";
}

std::string target_row(const TargetFacts& t) {
    const auto& rtt = t.totals.rtt;
    return "<tr><td class=\"name\">" + isolated(t.name) + "<span class=\"check\">" +
           isolated(t.check) + "</span></td><td class=\"n\">" + percent_up(t.availability.ratio()) +
           "</td><td class=\"n\">" + length(t.availability.down) + "</td><td class=\"n\">" +
           length(t.availability.degraded) + "</td><td class=\"n\">" + grouped(t.totals.sent) +
           "</td><td class=\"n\">" + percent_lost(t.totals.lost, t.totals.sent) +
           "</td><td class=\"n\">" +
           (rtt.count() > 0 ? milliseconds(rtt.percentile(0.5)) : std::string("–")) +
           "</td><td class=\"n\">" +
           (rtt.count() > 0 ? milliseconds(rtt.percentile(0.95)) : std::string("–")) +
           "</td></tr>\n";
}

std::string targets_table(const Facts& f) {
    std::vector<const TargetFacts*> rows;
    rows.reserve(f.targets.size());
    for (const auto& t : f.targets) rows.push_back(&t);
    const bool cut = rows.size() > kMostRows;
    if (cut) {
        std::stable_sort(rows.begin(), rows.end(), [](const auto* a, const auto* b) {
            return a->availability.ratio().value_or(2) < b->availability.ratio().value_or(2);
        });
        rows.resize(kMostRows);
    }
    auto out = std::string("<h3>") +
               (cut ? tr("The targets with the lowest availability") : tr("Targets")) + "</h3>\n" +
               head_row({{tr("Target"), false},
                         {tr("Available"), true},
                         {tr("Down"), true},
                         {tr("Degraded"), true},
                         {tr("Requests"), true},
                         {tr("Lost"), true},
                         {tr("Median"), true},
                         {tr("95 % below"), true}});
    for (const auto* t : rows) out += target_row(*t);
    out += "</tbody></table>\n";
    if (cut)
        out += "<p class=\"small\">" +
               trn("The other {0} is in “Availability by day”.",
                   "The other {0} are in “Availability by day”.", f.targets.size() - kMostRows) +
               "</p>\n";
    return out;
}

}  // namespace

std::string summary_section(const Facts& f, const ReportOptions& options) {
    const auto& shown = f.range.from < f.range.until ? f.range : f.asked;
    auto out = std::string("<header><h1>") + tr("Connection report") +
               "</h1>\n<p class=\"under\">" +
               tr("{0} to {1}. Made on {2} by Traypulse {3}. All times are the local time of the "
                  "computer that measured.",
                  date_text(shown.from), date_text(shown.until), moment_with_offset(options.now),
                  escaped(options.version)) +
               "</p></header>\n<section id=\"summary\" style=\"margin-top:0\"><h2>" +
               tr("Summary") + "</h2>\n";
    if (f.targets.empty() || f.range.from >= f.range.until)
        return out + "<p>" +
               tr("Nothing was recorded between {0} and {1}.", moment_with_offset(f.asked.from),
                  moment_with_offset(f.asked.until)) +
               "</p></section>\n";
    out += "<ol class=\"say\">\n<li>" + period_sentence(f) + "</li>\n";
    for (const auto& sentence : outage_sentences(f)) out += "<li>" + sentence + "</li>\n";
    if (const auto loss = loss_sentence(f); !loss.empty()) out += "<li>" + loss + "</li>\n";
    return out + "</ol>\n" + causes_table(f) + targets_table(f) + "</section>\n";
}

}  // namespace traypulse::report
