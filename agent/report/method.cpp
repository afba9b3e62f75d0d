// The path at the time; and how everything was measured, so that nobody has to believe it.
#include <algorithm>

#include "agent/report/html.h"
#include "agent/report/local_time.h"
#include "agent/report/sections.h"
#include "agent/report/words.h"
#include "agent/translations/translate.h"

namespace traypulse::report {
namespace {

std::string word(const std::string& term, const std::string& meaning) {
    return "<dt>" + term + "</dt><dd>" + meaning + "</dd>\n";
}

std::string event_title(store::EventKind kind) {
    switch (kind) {
        case store::EventKind::program_start:
            return tr("Watching began");
        case store::EventKind::program_stop:
            return tr("Watching ended");
        case store::EventKind::network:
            return tr("Network");
        case store::EventKind::route:
            return tr("Route");
        case store::EventKind::configuration:
            return tr("Settings");
        case store::EventKind::clock:
            return tr("Clock");
        case store::EventKind::history:
            return tr("History");
    }
    return tr("History");
}

std::string event_rows(const Facts& f, const std::vector<store::EventKind>& kinds) {
    std::string out;
    for (const auto& e : f.events) {
        if (std::find(kinds.begin(), kinds.end(), e.kind) == kinds.end()) continue;
        out += "<tr><td class=\"when\">" + moment_text(e.time) + "</td><td class=\"what\">" +
               event_title(e.kind) + "</td><td>" + (e.target.empty() ? "" : isolated(e.target)) +
               "</td><td>" + isolated(e.text) + "</td></tr>\n";
    }
    return out;
}

std::string event_table(const std::string& rows) {
    return std::string("<table><thead><tr><th>") + tr("Time") + "</th><th>" + tr("What") +
           "</th><th>" + tr("Target") + "</th><th>" + tr("Text") + "</th></tr></thead><tbody>\n" +
           rows + "</tbody></table>\n";
}

/// The program words what it traced so, when it looks for evidence: "Trace to Shop (192.0.2.1)", in
/// the language of then. What is traced to; nothing where it is another line.
std::optional<std::string> traced(const std::string& what) {
    for (const char* pattern : {tr("Trace to {0} ({1})"), "Trace to {0} ({1})"}) {
        const std::string_view words = pattern;
        const auto place = words.find("{0}");
        const auto end = words.find("{1}");
        if (place == words.npos || end == words.npos || end < place) continue;
        const auto head = words.substr(0, place);
        const auto tail = words.substr(end + 3);
        if (what.size() > head.size() + tail.size() && what.starts_with(head) &&
            what.ends_with(tail)) {
            // Its own closing bracket stays with the address.
            const bool bracket = tail.starts_with(")") || tail.starts_with("）");
            const auto rest = bracket ? tail.substr(tail.starts_with(")") ? 1 : 3) : tail;
            return what.substr(head.size(), what.size() - head.size() - rest.size());
        }
    }
    return std::nullopt;
}

std::string trace_rows(const Facts& f) {
    std::string out;
    for (const auto& o : f.outages)
        for (const auto& e : o.record.evidence)
            if (const auto to = traced(e.what))
                out += "<tr><td class=\"when\">" + moment_text(e.time) + "</td><td class=\"n\">" +
                       std::to_string(o.record.id) + "</td><td>" + isolated(*to) + "</td><td>" +
                       isolated(e.value) + "</td></tr>\n";
    return out;
}

std::string seconds(Nanoseconds time) {
    auto out = fixed(static_cast<double>(time.count()) / 1e9, 3);
    while (out.ends_with('0')) out.pop_back();
    if (out.ends_with('.')) out.pop_back();
    return tr("{0} s", localised(out));
}

std::string methods_table(const Facts& f, const ReportOptions& options) {
    std::string rows;
    for (const auto& t : f.targets) {
        const auto found = std::find_if(options.methods.begin(), options.methods.end(),
                                        [&](const auto& m) { return m.name == t.name; });
        if (found == options.methods.end()) continue;
        rows += "<tr><td class=\"name\">" + isolated(t.name) + "</td><td>" + isolated(t.check) +
                "</td><td class=\"n\">" + seconds(found->interval) + "</td><td class=\"n\">" +
                seconds(found->timeout) + "</td></tr>\n";
    }
    if (rows.empty()) return "";
    return std::string("<h3>") +
           tr("How each target is asked (settings of the day of the report)") +
           "</h3>\n<table><thead><tr><th>" + tr("Target") + "</th><th>" + tr("Check") +
           "</th><th class=\"n\">" + tr("Each") + "</th><th class=\"n\">" + tr("Answer within") +
           "</th></tr></thead><tbody>\n" + rows + "</tbody></table>\n";
}

std::string offsets(const Facts& f) {
    std::string out = offset_text(f.range.from);
    for (auto at = f.range.from; at < f.range.until; at += std::chrono::hours(1)) {
        if (offset_of(at) == offset_of(at + std::chrono::hours(1))) continue;
        auto hit = at;
        while (offset_of(hit) == offset_of(at)) hit += std::chrono::minutes(1);
        hit = std::chrono::floor<std::chrono::minutes>(hit);
        out = tr("{0}, from {1} on {2}", out, minute_text(hit), offset_text(hit));
    }
    return out;
}

std::string retention_words(const ReportOptions& options) {
    const std::string sums =
        tr("Sums keep the histogram of all round-trip times, so percentiles of a long time are "
           "those of its requests, not means of percentiles. Graphs and sums use the finest that "
           "is kept.");
    if (!options.retention)
        return sentences(tr("Single requests are kept for some weeks, sums of a minute for some "
                            "months, sums of an hour for years."),
                         sums);
    const auto& r = *options.retention;
    return sentences(tr("Single requests are kept for {0} days, sums of a minute for {1} days, "
                        "sums of an hour for {2} days.",
                        r.sample_days, r.minute_days, r.hour_days),
                     sums);
}

}  // namespace

std::string path_section(const Facts& f) {
    if (f.targets.empty()) return "";
    auto out = std::string("<section id=\"path\"><h2>") + tr("The path at the time") + "</h2>\n";
    const auto traces = trace_rows(f);
    const auto changes = event_rows(f, {store::EventKind::route, store::EventKind::network});
    if (traces.empty() && changes.empty())
        return out + "<p>" +
               tr("No path was recorded in this period. One is traced when an outage begins; "
                  "changes are recorded of targets whose path is watched.") +
               "</p></section>\n";
    if (!traces.empty())
        out += std::string("<h3>") + tr("Traced when an outage began") +
               "</h3>\n<table><thead><tr><th>" + tr("Time") + "</th><th class=\"n\">" +
               tr("Outage") + "</th><th>" + trc("destination", "To") + "</th><th>" + tr("Steps") +
               "</th></tr></thead><tbody>\n" + traces + "</tbody></table>\n";
    if (!changes.empty())
        out += std::string("<h3>") + tr("Changes of the network and of routes") + "</h3>\n" +
               event_table(changes);
    return out + "</section>\n";
}

std::string method_section(const Facts& f, const ReportOptions& options) {
    auto out = std::string("<section class=\"page\" id=\"method\"><h2>") +
               tr("Method and definitions") + "</h2>\n";
    if (!f.targets.empty()) out += methods_table(f, options);
    out += "<dl class=\"words\">\n";
    out += word(tr("Measured by"),
                tr("Traypulse {0}, on the computer that made this report. Echo requests carry a "
                   "random 64-bit cookie; an answer counts only if source, identifier, sequence "
                   "number and cookie fit. Send and receive times are the kernel’s.",
                   escaped(options.version)));
    out += word(
        tr("Round-trip time"),
        tr("From the send of a request to the kernel’s receipt of its answer, by a monotonic "
           "clock: setting the wall clock does not change it (RFC 2681). For services: until the "
           "check was passed."));
    out += word(tr("Lost"),
                tr("A request without a good answer within its timeout (RFC 6673). Answers after "
                   "the timeout leave the request lost and are counted as late. What this "
                   "computer did not send, and names that could not be looked up, count neither "
                   "as sent nor as lost. Quick re-checks that follow a loss are not in these "
                   "figures, or they would double it."));
    out += word(tr("Percentiles"),
                tr("Nearest rank, from histograms whose buckets are 1/64 of an octave wide: "
                   "within 0.8 %. Least and longest are exact."));
    out += word(
        tr("Down"),
        tr("Of echo requests: proven by eight failed ones over at least two seconds, not "
           "by a single loss. Up again is proven by three answers. An outage begins with its first "
           "unanswered request."));
    out += word(
        tr("Availability"),
        tr("Time up ÷ (up + degraded + down). Unknown time (program or computer off or "
           "asleep, no network, helper lost) and paused time are left out, so they count neither "
           "for nor against anybody. Percentages are cut, not rounded: 100 % means that nothing "
           "was missing."));
    out += word(tr("Degraded"),
                tr("Answers come, but with more loss, latency or jitter than is allowed or "
                   "usual for this target."));
    out += word(tr("Loss periods and distances"),
                tr("RFC 3357. Percentage over all requests of the kind named in the table."));
    out += word(tr("Provider"),
                tr("Said to be the cause only where the router of this network answered while "
                   "several independent targets beyond it did not. Where the router could not be "
                   "looked at, it is no more than possible."));
    if (f.range.from < f.range.until) {
        out += word(tr("Period asked for"),
                    tr("{0} to {1}; something is known from {2} to {3}.",
                       moment_with_offset(f.asked.from), moment_with_offset(f.asked.until),
                       moment_with_offset(f.range.from), moment_with_offset(f.range.until)));
        out += word(tr("Clock and zone"),
                    tr("The local time of the measuring computer: {0}. It can be off by what its "
                       "clock was; lengths can not.",
                       offsets(f)));
    }
    out += word(tr("What is kept"), retention_words(options));
    out += "</dl>\n";
    const auto rows = event_rows(
        f, {store::EventKind::program_start, store::EventKind::program_stop,
            store::EventKind::configuration, store::EventKind::clock, store::EventKind::history});
    if (!rows.empty())
        out += std::string("<h3>") + tr("What happened to the measurement itself") + "</h3>\n" +
               event_table(rows);
    return out + "</section>\n";
}

}  // namespace traypulse::report
