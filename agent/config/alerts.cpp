#include "agent/config/alerts.h"

#include <algorithm>

#include "agent/config/day_time.h"
#include "agent/config/nearest.h"
#include "agent/config/parse.h"
#include "agent/translations/translate.h"

namespace traypulse::config {
namespace {

constexpr std::string_view kZeroIsNever = for_translation("0s means never");
constexpr DurationBounds kLatency{std::chrono::microseconds(100), kMostTimeout, kZeroIsNever, true};
constexpr DurationBounds kReminder{std::chrono::minutes(1), std::chrono::hours(7 * 24),
                                   for_translation("more often is no reminder; 0s means never"),
                                   true};
constexpr DurationBounds kFlapWindow{
    std::chrono::minutes(1), std::chrono::hours(24),
    for_translation("an outage is proven in seconds, and a day is too long to wait for a word")};
constexpr IntegerBounds kFlapOutages{0, 100, for_translation("0 means never")};
constexpr double kLeastFactor = 1.1;
constexpr double kMostFactor = 100.0;

constexpr const char* kHowToSpan =
    for_translation("write it like \"22:00-07:00\", local time; it may reach over midnight");

void read_quiet_hours(TableReader& reader, AlertSettings& out) {
    const auto text = reader.text("quiet_hours");
    if (!text || text->empty()) return;  // "": none
    out.quiet_hours = parse_day_span(*text);
    if (!out.quiet_hours)
        reader.problem("quiet_hours", tr("\"quiet_hours\" = \"{0}\" is no span of the day; {1}",
                                         *text, tr(kHowToSpan)));
}

void read_factor(TableReader& reader, AlertSettings& out) {
    const auto v = reader.number("latency_factor", 0.0, kMostFactor,
                                 tr("so many times what is usual; 0 means never"));
    if (!v) return;
    if (*v > 0 && *v < kLeastFactor)
        reader.problem("latency_factor", tr("\"latency_factor\" must be at least 1.1, because what "
                                            "is usual varies; 0 means never"));
    else
        out.latency_factor = *v;
}

std::vector<int> read_days(TableReader& reader) {
    static const std::vector<std::string> kDays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    std::vector<int> out;
    const auto words = reader.texts("days");
    if (!words) return out;
    for (const auto& word : *words) {
        const auto it = std::find(kDays.begin(), kDays.end(), word);
        if (it == kDays.end()) {
            reader.problem(
                "days", tr("\"{0}\" is no day; write mon, tue, wed, thu, fri, sat or sun{1}", word,
                           did_you_mean(word, kDays)));
            continue;
        }
        const auto day = static_cast<int>(it - kDays.begin());
        if (std::find(out.begin(), out.end(), day) == out.end()) out.push_back(day);
    }
    if (words->empty())
        reader.problem("days", tr("\"days\" names no day, so this maintenance would never be"));
    return out;
}

std::optional<WallTime> read_moment(TableReader& reader, std::string_view key) {
    const auto* node = reader.raw(key);
    if (node == nullptr) return std::nullopt;
    const auto moment = wall_time_of(*node);
    if (!moment)
        reader.problem(
            key, tr("\"{0}\" must be a date and time without quotes, like 2026-12-24T22:00:00",
                    std::string(key)));
    return moment;
}

std::optional<int> read_day_minute(TableReader& reader, std::string_view key) {
    const auto text = reader.text(key);
    if (!text) return std::nullopt;
    const auto minute = parse_day_minute(*text);
    if (!minute)
        reader.problem(
            key, tr("\"{0}\" = \"{1}\" is no time of day; write it like \"02:00\", local time",
                    std::string(key), *text));
    return minute;
}

void read_names(TableReader& reader, const std::vector<TargetSpec>& targets, Maintenance& out) {
    auto names = reader.texts("targets");
    if (!names) return;
    std::vector<std::string> known;
    for (const auto& t : targets) {
        known.push_back(t.name);
        if (!t.group.empty()) known.push_back(t.group);
    }
    for (const auto& name : *names)
        if (std::find(known.begin(), known.end(), name) == known.end())
            reader.problem("targets", tr("\"{0}\" is neither a target nor a group of this file{1}",
                                         name, did_you_mean(name, known)));
    if (names->empty())
        reader.problem("targets", tr("\"targets\" names nothing; leave it out to mean everything"));
    out.targets = std::move(*names);
}

void read_when(TableReader& reader, Maintenance& out) {
    const bool once = reader.raw("begin") != nullptr || reader.raw("end") != nullptr;
    const bool weekly = reader.raw("days") != nullptr;
    out.begin = read_moment(reader, "begin");
    out.end = read_moment(reader, "end");
    out.days = read_days(reader);
    const bool bounded = reader.raw("from") != nullptr || reader.raw("to") != nullptr;
    const auto from = read_day_minute(reader, "from");
    const auto to = read_day_minute(reader, "to");
    if (once == weekly) {
        reader.problem(
            once ? "days" : "name",
            once ? tr("a maintenance is either once (begin, end) or weekly (days), not both")
                 : tr("this maintenance does not say when: write begin and end, or days with from "
                      "and to"));
        return;
    }
    if (once) {
        if (bounded)
            reader.problem(
                reader.raw("from") != nullptr ? "from" : "to",
                tr("\"from\" and \"to\" belong to \"days\"; once is said with begin and end"));
        if (reader.raw("begin") == nullptr || reader.raw("end") == nullptr)
            reader.problem(reader.raw("begin") == nullptr ? "end" : "begin",
                           tr("a maintenance needs both \"begin\" and \"end\""));
        else if (out.begin && out.end && *out.end <= *out.begin)
            reader.problem("end", tr("the maintenance ends before it begins"));
        return;
    }
    if (!bounded) return;  // whole days
    if (reader.raw("from") == nullptr || reader.raw("to") == nullptr)
        reader.problem(reader.raw("from") == nullptr ? "to" : "from",
                       tr("\"from\" and \"to\" need each other; without both it is the whole day"));
    else if (from && to && *from == *to)
        reader.problem("to",
                       tr("\"from\" and \"to\" are the same; leave both out for a whole day"));
    else if (from && to)
        out.span = DailySpan{*from, *to};
}

}  // namespace

void read_alerts(const toml::table& table, AlertSettings& out, Report& report) {
    TableReader reader(table, report);
    if (const auto v = reader.boolean("notifications")) out.notifications = *v;
    if (const auto v = reader.duration("latency_warning", kLatency)) out.latency_warning = *v;
    read_factor(reader, out);
    if (const auto v = reader.duration("jitter_warning", kLatency)) out.jitter_warning = *v;
    if (const auto v = reader.number("loss_warning", 0.0, 1.0,
                                     tr("a share of the requests of a minute: 0.1 is one in ten")))
        out.loss_warning = *v;
    if (const auto v = reader.duration("reminder", kReminder)) out.reminder = *v;
    read_quiet_hours(reader, out);
    if (const auto v = reader.integer("flap_outages", kFlapOutages)) {
        if (*v == 1)
            reader.problem("flap_outages", tr("\"flap_outages\" = 1 would call every outage "
                                              "unstable; write 2 or more, or 0 for never"));
        else
            out.flap_outages = static_cast<int>(*v);
    }
    if (const auto v = reader.duration("flap_window", kFlapWindow)) out.flap_window = *v;
    reader.finish();
}

std::vector<Maintenance> read_maintenance(TableReader& root, const std::vector<TargetSpec>& targets,
                                          Report& report) {
    std::vector<Maintenance> out;
    const auto* node = root.raw("maintenance");
    if (node == nullptr) return out;
    const auto* list = node->as_array();
    if (list == nullptr) {
        root.problem("maintenance", tr("each maintenance is a section that begins with "
                                       "[[maintenance]], in double brackets"));
        return out;
    }
    for (const auto& element : *list) {
        const auto* table = element.as_table();
        if (table == nullptr) {
            report.add(element.source(), tr("every maintenance is a table of its own"));
            continue;
        }
        TableReader reader(*table, report);
        Maintenance one;
        one.name = reader.text("name").value_or("");
        read_names(reader, targets, one);
        read_when(reader, one);
        reader.finish();
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace traypulse::config
