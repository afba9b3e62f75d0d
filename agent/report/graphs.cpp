// Latency, loss and state of each target, and what the losses have in common.
#include "agent/report/html.h"
#include "agent/report/local_time.h"
#include "agent/report/sections.h"
#include "agent/report/words.h"
#include "agent/translations/translate.h"

namespace traypulse::report {
namespace {

std::string swatch(const std::string& inside, const std::string& words) {
    return "<span><svg viewBox=\"0 0 24 9\">" + inside + "</svg>" + words + "</span>";
}
std::string box(const std::string& fill) {
    return "<rect x=\".3\" y=\".3\" width=\"23.4\" height=\"8.4\" fill=\"" + fill +
           "\" stroke=\"#000\" stroke-width=\".5\"/>";
}
std::string stroke(const char* colour) {
    return "<path d=\"M0 4.5h24\" stroke=\"" + std::string(colour) + "\" stroke-width=\"2\"/>";
}

std::string legend() {
    return "<div class=\"legend\">" + swatch(stroke("#009E73"), tr("median, nothing lost")) +
           swatch(stroke("#56B4E9"), tr("up to 2 % lost")) +
           swatch(stroke("#E69F00"), tr("up to 10 % lost")) +
           swatch(stroke("#D55E00"), tr("more than 10 % lost")) +
           swatch("<path d=\"M0 0h24v9H0z\" fill=\"#000\" fill-opacity=\".16\"/>",
                  tr("5 to 95 % of the answers")) +
           swatch("<path d=\"M0 0h24v9H0z\" fill=\"#000\" fill-opacity=\".41\"/>",
                  tr("25 to 75 %")) +
           swatch(box("#fff") + "<path d=\"M0 4.5h24\" stroke=\"#009E73\" stroke-width=\"2\"/>",
                  tr("up")) +
           swatch(box("url(#h-degraded)"), tr("degraded")) +
           swatch(box("url(#h-down)"), tr("down")) + swatch(box("url(#h-unknown)"), tr("unknown")) +
           swatch(box("#fff"), tr("paused")) + "</div>\n";
}

std::string caption(const TargetFacts& t) {
    const auto& rtt = t.totals.rtt;
    auto figures = tr("{0} available, {1} lost", percent_up(t.availability.ratio()),
                      percent_lost(t.totals.lost, t.totals.sent));
    if (rtt.count() > 0)
        figures = tr("{0}; least {1}, median {2}, 95 % below {3}, 99 % below {4}, longest {5}",
                     figures, milliseconds(rtt.min()), milliseconds(rtt.percentile(0.5)),
                     milliseconds(rtt.percentile(0.95)), milliseconds(rtt.percentile(0.99)),
                     milliseconds(rtt.max()));
    return "<figcaption>" + isolated(t.name) + " <span class=\"check\">" + isolated(t.check) +
           "<br/>" + figures + "</span></figcaption>";
}

std::string lengths_of(const LossStudy& s) {
    std::string out;
    std::uint64_t from = 1;
    for (std::size_t i = 0; i < s.lengths.size(); ++i) {
        const auto most = LossStudy::kUpTo[i];
        const bool open = i + 1 == s.lengths.size();
        const auto name = open           ? tr("{0} and more", from)
                          : from == most ? std::to_string(from)
                                         : std::to_string(from) + "–" + std::to_string(most);
        if (s.lengths[i] > 0)
            out += (out.empty() ? "" : "; ") + name + ": " + grouped(s.lengths[i]) + " ×";
        from = most + 1;
    }
    return out.empty() ? "–" : out;
}

std::string loss_row(const TargetFacts& t) {
    const auto& s = t.study;
    std::string out = "<tr><td class=\"name\">" + isolated(t.name) + "</td><td class=\"n\">" +
                      tr("{0} of {1}", grouped(s.lost), grouped(s.sent)) + "<span class=\"more\">" +
                      percent_lost(s.lost, s.sent) + "</span></td><td class=\"n\">" +
                      tr("{0} of {1}", grouped(s.lost_down), grouped(s.sent_down)) + "</td>";
    if (s.lost == 0)
        return out + "<td class=\"n\">0</td><td>–</td><td class=\"n\">–</td><td>" +
               tr("nothing was lost") + "</td></tr>\n";
    out += "<td class=\"n\">" + grouped(s.periods) + "</td><td>" + lengths_of(s) +
           "<span class=\"more\">" +
           tr("longest: {0}, at {1}", grouped(s.longest), minute_text(s.longest_at)) +
           "</span></td><td class=\"n\">" +
           (s.mean_distance ? localised(fixed(*s.mean_distance, 1)) : std::string("–")) +
           "</td><td>" + pattern_words(s.pattern) + hours_chart(s) + "</td></tr>\n";
    return out;
}

}  // namespace

std::string graphs_section(const Facts& f) {
    if (f.targets.empty() || f.range.from >= f.range.until) return "";
    auto out = std::string("<section class=\"page\" id=\"graphs\"><h2>") + tr("Latency and loss") +
               "</h2>\n<p>" +
               tr("Above: round-trip time. In the middle: share of requests without a good answer "
                  "in time, on a logarithmic scale from {0} to 100 %. Below: state.",
                  localised("0.1")) +
               "</p>\n" + legend();
    for (const auto& t : f.targets)
        out += "<figure>" + caption(t) + target_chart(t, f.range) + "</figure>\n";
    return out + "</section>\n";
}

std::string losses_section(const Facts& f) {
    if (f.targets.empty() || f.range.from >= f.range.until) return "";
    auto out =
        std::string("<section class=\"page\" id=\"losses\"><h2>") + tr("Loss patterns") + "</h2>\n";
    std::optional<WallTime> from;
    for (const auto& t : f.targets)
        if (t.study.from && (!from || *t.study.from < *from)) from = t.study.from;
    if (!from)
        return out + "<p>" +
               tr("Single requests of this period are not kept any more; patterns cannot be told "
                  "from sums.") +
               "</p></section>\n";
    out += "<p>" +
           tr("Of single requests since {0}, as far back as they are kept. Requests made while the "
              "target was down are counted apart: what follows them is about the time between "
              "outages. A loss period is a run of consecutive losses, a loss distance is the "
              "number of requests from one loss to the next (RFC 3357).",
              moment_with_offset(*from)) +
           "</p>\n"
           "<table class=\"losses\"><colgroup><col style=\"width:32mm\"/><col "
           "style=\"width:23mm\"/><col style=\"width:20mm\"/><col style=\"width:15mm\"/><col "
           "style=\"width:35mm\"/><col style=\"width:16mm\"/><col/></colgroup><thead><tr><th>" +
           tr("Target") + "</th><th class=\"n\">" + tr("Lost") + "</th><th class=\"n\">" +
           tr("Lost while down") + "</th><th class=\"n\">" + tr("Loss periods") + "</th><th>" +
           tr("Their lengths") + "</th><th class=\"n\">" + tr("Mean distance") + "</th><th>" +
           tr("Pattern, and loss by hour of the day") + "</th></tr></thead><tbody>\n";
    for (const auto& t : f.targets) out += loss_row(t);
    return out + "</tbody></table>\n<p class=\"small\">" +
           tr("Losses keep together, come in a rhythm, or with load, where a test of chance (runs "
              "test, Rayleigh test, rank-sum test) would be wrong in fewer than 1 of 300 cases. "
              "The small graphics show the share that was lost in each hour of the local day; each "
              "has a scale of its own.") +
           "</p></section>\n";
}

}  // namespace traypulse::report
