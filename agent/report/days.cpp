// Availability by target and day.
#include <algorithm>

#include "agent/report/html.h"
#include "agent/report/local_time.h"
#include "agent/report/sections.h"
#include "agent/report/words.h"
#include "agent/translations/translate.h"

namespace traypulse::report {
namespace {

/// Columns of days beside the name.
constexpr std::size_t kMostColumns = 8;
/// Below this it stands out.
constexpr double kLow = 0.999;

std::string head(const Facts& f, std::size_t from, std::size_t until) {
    std::string out =
        "<table class=\"days\"><colgroup><col "
        "style=\"width:34mm\"/></colgroup><thead><tr><th>" +
        std::string(tr("Target")) + "</th>";
    for (auto i = from; i < until; ++i)
        out += "<th class=\"n\">" +
               (f.by_month ? month_name(f.days[i].from) : day_name(f.days[i].from)) + "</th>";
    return out + "</tr></thead><tbody>\n";
}

std::string cell(const DayFacts& day) {
    const auto ratio = day.availability.ratio();
    std::string out = "<td class=\"n" + std::string(ratio && *ratio < kLow ? " low" : "") + "\">" +
                      percent_up(ratio);
    if (day.availability.down >= std::chrono::seconds(1))
        out += "<span class=\"more\">" + tr("down {0}", length(day.availability.down)) + "</span>";
    if (day.availability.degraded >= std::chrono::seconds(1))
        out += "<span class=\"more\">" + tr("degraded {0}", length(day.availability.degraded)) +
               "</span>";
    return out + "</td>";
}

}  // namespace

std::string days_section(const Facts& f) {
    if (f.targets.empty() || f.days.empty()) return "";
    std::string out =
        std::string("<section class=\"page\" id=\"days\"><h2>") +
        (f.by_month ? tr("Availability by month") : tr("Availability by day")) + "</h2>\n<p>" +
        tr("Time up, among all time that was judged. – means that nothing is known of it. The "
           "first and the last may be cut by the period.") +
        "</p>\n";
    const auto tables = (f.days.size() + kMostColumns - 1) / kMostColumns;
    const auto columns = (f.days.size() + tables - 1) / tables;
    for (std::size_t from = 0; from < f.days.size(); from += columns) {
        const auto until = std::min(from + columns, f.days.size());
        out += head(f, from, until);
        for (const auto& t : f.targets) {
            out += "<tr><td class=\"name\">" + isolated(t.name) + "</td>";
            for (auto i = from; i < until; ++i) out += cell(t.days[i]);
            out += "</tr>\n";
        }
        out += "</tbody></table>\n";
    }
    out += std::string("<h3>") + tr("The whole period") + "</h3>\n<table><thead><tr><th>" +
           tr("Target") + "</th><th class=\"n\">" + tr("Available") + "</th>";
    for (const auto state : {TargetState::up, TargetState::degraded, TargetState::down,
                             TargetState::unknown, TargetState::paused})
        out += "<th class=\"n\">" + state_mark(state) + "</th>";
    out += "</tr></thead><tbody>\n";
    for (const auto& t : f.targets) {
        const auto& a = t.availability;
        out += "<tr><td class=\"name\">" + isolated(t.name) + "<span class=\"check\">" +
               isolated(t.check) + "</span></td><td class=\"n\">" + percent_up(a.ratio()) + "</td>";
        for (const auto time : {a.up, a.degraded, a.down, a.unknown, a.paused})
            out += "<td class=\"n\">" + length(time) + "</td>";
        out += "</tr>\n";
    }
    return out + "</tbody></table></section>\n";
}

}  // namespace traypulse::report
