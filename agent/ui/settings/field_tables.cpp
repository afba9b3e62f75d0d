// The fields of each page.
#include <string>

#include "agent/config/duration.h"
#include "agent/config/settings.h"
#include "agent/translations/translate.h"
#include "agent/ui/settings/fields.h"

namespace traypulse::ui {
namespace {

constexpr auto kFlag = FieldKind::flag;
constexpr auto kChoice = FieldKind::choice;
constexpr auto kText = FieldKind::text;
constexpr auto kNumber = FieldKind::number;
constexpr auto kList = FieldKind::list;

std::string duration(Nanoseconds value) {
    return value == Nanoseconds::zero() ? tr("never") : config::duration_text(value);
}
std::string yes(bool value) { return value ? "true" : "false"; }
std::string number(double value) { return localised(config::literal(config::Value(value))); }
std::string number(unsigned value) { return std::to_string(value); }

}  // namespace

std::vector<FieldGroup> alert_fields() {
    const AlertSettings usual;
    return {
        {tr("Notifications"),
         "alerts",
         {{"notifications", kFlag, tr("Show &notifications"), "", yes(usual.notifications)},
          {"reminder", kText, tr("&Remind of a lasting outage every"), tr("like 2h"),
           duration(usual.reminder)},
          {"quiet_hours", kText, tr("&Quiet hours"), tr("like 22:00-07:00, told afterwards"),
           tr("none")},
          {"flap_outages", kNumber, tr("Call &unstable after"),
           tr("outages of a target; 0 for never"), std::to_string(usual.flap_outages)},
          {"flap_window", kText, tr("… &within"), tr("like 10m"), duration(usual.flap_window)}}},
        {tr("Degraded when"),
         "alerts",
         {{"latency_warning", kText, tr("Answers take &longer than"), tr("like 200ms"),
           duration(usual.latency_warning)},
          {"latency_factor", kNumber, tr("… or so many &times what is usual"), tr("0 for never"),
           number(usual.latency_factor)},
          {"jitter_warning", kText, tr("&Jitter is above"), tr("like 30ms"),
           duration(usual.jitter_warning)},
          {"loss_warning", kNumber, tr("L&oss is above"),
           tr("{0} is one request in ten", localised("0.1")), number(usual.loss_warning)}}}};
}

std::vector<FieldGroup> display_fields() {
    return {{tr("Icon in the tray"),
             "display",
             {{"icon",
               kChoice,
               tr("&Style"),
               "",
               "colour",
               {{"colour", tr("Colour")},
                {"symbolic", tr("One colour, like the panel's other icons")}}},
              {"number_in_icon", kFlag, tr("Show the &latency on the icon"), "",
               yes(DisplaySettings{}.number_in_icon)}}},
            {tr("Windows"),
             "display",
             {{"theme",
               kChoice,
               tr("&Theme"),
               "",
               "system",
               {{"system", tr("The desktop's")}, {"light", tr("Light")}, {"dark", tr("Dark")}}}}}};
}

std::vector<FieldGroup> history_fields() {
    const HistorySettings usual;
    return {{tr("Record"),
             "history",
             {{"enabled", kFlag, tr("&Record history for graphs and reports"), "",
               yes(usual.enabled)}}},
            {tr("Keep"),
             "history",
             {{"sample_days", kNumber, tr("Every &single request for"), tr("days"),
               number(usual.sample_days)},
              {"minute_days", kNumber, tr("&Minutes for"), tr("days"), number(usual.minute_days)},
              {"hour_days", kNumber, tr("&Hours, outages and states for"), tr("days"),
               number(usual.hour_days)},
              {"max_size_mb", kNumber, tr("At most on the &disk"), tr("MB; the oldest goes first"),
               number(usual.max_size_mb)}}}};
}

std::vector<FieldGroup> advanced_fields() {
    const AnchorSettings anchors;
    const LimitSettings limits;
    const MetricsSettings metrics;
    const TargetSpec target;
    return {
        {tr("For every target that says nothing else"),
         "defaults",
         {{"interval", kText, tr("&Interval"), tr("like 2s"), duration(target.interval)},
          {"timeout", kText, tr("&Timeout"), tr("like 1s"), duration(target.timeout)}}},
        {tr("What stands for the internet"),
         "anchors",
         {{"addresses", kList, tr("Addresse&s"), tr("one a line; 1.1.1.1 and 9.9.9.9 where empty"),
           ""},
          {"name", kText, tr("&Name to look up"), "", anchors.name},
          {"portal", kText, tr("&Page that a sign-in page would hide"), tr("an http:// address"),
           tr("none")},
          {"both_families", kFlag, tr("Check names over &both IPv4 and IPv6"), "",
           yes(anchors.both_families)}}},
        {tr("Limits of this program"),
         "limits",
         {{"cpu_percent", kNumber, tr("Pro&cessor"), tr("percent of one core"),
           number(limits.cpu_percent)},
          {"memory_mb", kNumber, tr("&Memory"), tr("MB"), number(limits.memory_mb)},
          {"slow_on_battery", kFlag, tr("Go slo&wer on battery"), "", yes(limits.slow_on_battery)},
          {"slow_on_metered", kFlag, tr("&Go slower on a metered connection"), "",
           yes(limits.slow_on_metered)},
          {"max_workers", kNumber, tr("ping processes at &once"), tr("without the helper"),
           number(limits.max_workers)}}},
        {tr("Figures for Prometheus"),
         "metrics",
         {{"enabled", kFlag, tr("Ser&ve them over HTTP"), "", yes(metrics.enabled)},
          {"listen", kText, tr("A&ddress and port"), tr("whoever reaches it can read them"),
           metrics.listen()}}},
        {tr("Without the helper"),
         "ping_command",
         {{"extra_args", kList, tr("A&rguments for ping"), tr("one a line"), ""}}},
        {tr("Log"),
         "log",
         {{"level",
           kChoice,
           tr("&Level"),
           "",
           "info",
           {{"debug", tr("Debug")},
            {"info", tr("Information")},
            {"warning", tr("Warnings")},
            {"error", tr("Errors")},
            {"critical", tr("Critical errors")}}}}}};
}

std::vector<FieldGroup> maintenance_fields() {
    return {{tr("What"),
             "maintenance",
             {{"name", kText, tr("&Name"), "", ""},
              {"targets", kList, tr("&Targets or groups"), tr("one a line"), tr("everything")}}},
            {tr("Once"),
             "maintenance",
             {{"begin", FieldKind::moment, tr("&Begin"), tr("like 2026-12-24T22:00:00"), ""},
              {"end", FieldKind::moment, tr("&End"), tr("like 2026-12-25T02:00:00"), ""}}},
            {tr("Or each week"),
             "maintenance",
             {{"days", kList, tr("&Days"), tr("mon, tue, wed, thu, fri, sat, sun, one a line"), ""},
              {"from", kText, tr("&From"), tr("like 02:00"), tr("the whole day")},
              {"to", kText, tr("T&o"), tr("like 04:00"), tr("the whole day")}}}};
}

std::vector<FieldGroup> hook_fields() {
    const HookSettings usual;
    return {{tr("What"),
             "hook",
             {{"name", kText, tr("&Name"), "", tr("the host's or program's")},
              {"enabled", kFlag, tr("&Call it"), "", yes(usual.enabled)}}},
            {tr("A web address"),
             "hook",
             {{"url", FieldKind::line, tr("&Address"), "", tr("like https://example.com/told")},
              {"headers", kList, tr("E&xtra headers"), tr("Name: value, one a line"), tr("none")},
              {"ca_file", kText, tr("A&uthorities"), tr("PEM file"), tr("the system's")}}},
            {tr("Or a program"),
             "hook",
             {{"command", kList, tr("&Program"),
               tr("its whole path, then each argument, one a line"), ""}}},
            {tr("When"),
             "hook",
             {{"events",
               FieldKind::words,
               tr("&Tell it of"),
               "",
               "outage\nrecovery",
               {{"outage\nrecovery", tr("Outages and recoveries")},
                {"outage", tr("Outages only")},
                {"recovery", tr("Recoveries only")}}},
              {"timeout", kText, tr("&Give an attempt up after"), tr("like 10s"),
               duration(usual.timeout)}}}};
}

}  // namespace traypulse::ui
