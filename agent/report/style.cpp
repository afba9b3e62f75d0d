#include "agent/engine/words.h"
#include "agent/report/sections.h"

#include "agent/translations/translate.h"

namespace traypulse::report {

namespace {

/// Within double quotes of a style sheet.
std::string css_text(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '"' || c == '\\' || c == '<') continue;
        out += c;
    }
    return out;
}

/// "Page 1 of 3", with CSS's counters in the places of the numbers.
std::string page_of_pages() {
    return tr("Page {0} of {1}", "\" counter(page) \"", "\" counter(pages) \"");
}

}  // namespace

// Black on white, for paper first: A4 with 15 mm around; a screen shows the same column.
std::string style_sheet() {
    return R"css(
@page { size: A4; margin: 15mm 15mm 16mm;
  @bottom-left { content: ")css" +
           css_text(tr("Traypulse connection report")) +
           R"css("; font: 7.5pt sans-serif; color: #444; }
  @bottom-right { content: ")css" +
           page_of_pages() + R"css("; font: 7.5pt sans-serif; color: #444; } }
* { box-sizing: border-box; }
html { background: #fff; color: #000; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { font: 9.5pt/1.4 "DejaVu Sans", "Noto Sans", "Liberation Sans", Arial, sans-serif; margin: 0;
  font-variant-numeric: tabular-nums; }
main { max-width: 180mm; margin: 0 auto; }
@media screen { main { margin: 10mm auto; padding: 0 4mm; } }
h1 { font-size: 19pt; line-height: 1.15; margin: 0 0 1mm; }
h2 { font-size: 13pt; margin: 0 0 3mm; padding-bottom: 1mm; border-bottom: .4mm solid #000; break-after: avoid; }
h3 { font-size: 10.5pt; margin: 4mm 0 1mm; break-after: avoid; overflow-wrap: anywhere; }
p { margin: 0 0 2mm; }
section { margin-top: 7mm; }
section.page { break-before: page; }
@media print { section.page { margin-top: 0; } }
.under { color: #333; margin: 0 0 4mm; }
.small { font-size: 8pt; color: #333; }
ol.say { font-size: 11pt; line-height: 1.45; margin: 0 0 4mm; padding-left: 7mm; }
ol.say li { margin-bottom: 1.4mm; }
table { border-collapse: collapse; width: 100%; margin: 0 0 4mm; font-size: 8.5pt; line-height: 1.3; }
th { text-align: left; font-weight: bold; border-bottom: .3mm solid #000; vertical-align: bottom; }
th, td { padding: .8mm 2.4mm .8mm 0; }
th:last-child, td:last-child { padding-right: 0; }
td { border-bottom: .15mm solid #bbb; vertical-align: top; overflow-wrap: anywhere; }
th.n, td.n { text-align: right; }
td.n { white-space: nowrap; }
td.low { font-weight: bold; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
td.name { min-width: 30mm; max-width: 62mm; }
table.losses { table-layout: fixed; font-size: 8pt; }
table.losses th, table.losses td { padding-right: 2mm; }
td.when, td.what { white-space: nowrap; width: 1mm; padding-right: 4mm; }
td .check { display: block; font-size: 7.5pt; color: #444; }
td .more { display: block; font-size: 7pt; font-weight: normal; color: #333; }
table.days { font-size: 8pt; table-layout: fixed; }
table.days th.n, table.days .more { white-space: normal; }
table.days th, table.days td { padding-right: 1mm; }
.outage { border: .3mm solid #000; padding: 2mm 3mm 1mm; margin: 0 0 4mm; break-inside: avoid-page; }
.outage h3 { margin: 0 0 1mm; }
.outage dl { margin: 0 0 1.5mm; display: grid; grid-template-columns: 30mm 1fr; gap: .4mm 2mm; font-size: 9pt; }
dt { color: #333; }
dd { margin: 0; overflow-wrap: anywhere; }
.outage table { margin: 1mm 0; font-size: 8pt; }
.outage td { border-bottom-style: dotted; }
figure { margin: 0 0 5mm; break-inside: avoid; }
figcaption { font-weight: bold; margin-bottom: .8mm; overflow-wrap: anywhere; }
figcaption .check { font-weight: normal; color: #444; font-size: 8pt; }
svg { display: block; width: 100%; height: auto; }
svg.mark { display: inline-block; width: 1em; height: 1em; vertical-align: -.12em; }
svg.hours { width: 34mm; margin-top: 1mm; }
svg text { font: 7.5px "DejaVu Sans", "Noto Sans", Arial, sans-serif; fill: #000; }
.state { white-space: nowrap; }
.legend { display: flex; flex-wrap: wrap; gap: 1mm 5mm; font-size: 8pt; margin: 0 0 4mm; }
.legend svg { display: inline-block; width: 8mm; height: 3mm; vertical-align: -.3mm; margin-right: 1mm; }
dl.words { margin: 0; }
dl.words dt { font-weight: bold; color: #000; margin-top: 1.2mm; break-after: avoid; }
dl.words dd { margin: 0 0 0 4mm; break-inside: avoid; }
)css";
}

std::string symbols() {
    // As the icon: disc, triangle, square with a cross, dashed ring, two bars; hatches for ribbons.
    return R"svg(<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>
<symbol id="s-up" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.5" fill="#009E73"/><path d="M3 8h3l1.5-3 2 6L11 8h2" fill="none" stroke="#fff" stroke-width="1.6"/></symbol>
<symbol id="s-degraded" viewBox="0 0 16 16"><path d="M8 1.5L15 14H1z" fill="#E69F00" stroke="#000" stroke-width=".6"/></symbol>
<symbol id="s-down" viewBox="0 0 16 16"><rect x="1.5" y="1.5" width="13" height="13" rx="2" fill="#D55E00"/><path d="M5 5l6 6M11 5l-6 6" stroke="#fff" stroke-width="2"/></symbol>
<symbol id="s-unknown" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6" fill="none" stroke="#555" stroke-width="2" stroke-dasharray="3 2"/></symbol>
<symbol id="s-paused" viewBox="0 0 16 16"><path d="M4 2h3v12H4zM9 2h3v12H9z" fill="#777"/></symbol>
<pattern id="h-degraded" width="3" height="3" patternUnits="userSpaceOnUse"><rect width="3" height="3" fill="#E69F00"/><path d="M0 1.5h3" stroke="#000" stroke-width=".5"/></pattern>
<pattern id="h-down" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="4" height="4" fill="#D55E00"/><path d="M0 0l4 4M4 0l-4 4" stroke="#000" stroke-width=".7"/></pattern>
<pattern id="h-unknown" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="4" height="4" fill="#fff"/><path d="M-1 5l6-6M-1 1l2-2M3 5l2-2" stroke="#555" stroke-width=".6"/></pattern>
</defs></svg>
)svg";
}

std::string state_mark(TargetState state) {
    const std::string word(to_string(state));
    return "<span class=\"state\"><svg class=\"mark\" viewBox=\"0 0 16 16\"><use href=\"#s-" +
           word + "\"/></svg> " + words::state(state) + "</span>";
}

}  // namespace traypulse::report
