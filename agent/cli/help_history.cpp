// What `--help` says of the commands that read and write the history.
#include "agent/cli/help_layout.h"
#include "agent/cli/help_text.h"

namespace traypulse::cli::help {
namespace {

const char* exit_status() {
    return tr("Exit status: 0 done, 1 not, 2 wrong usage or no history, 130 interrupted.");
}

}  // namespace

std::string export_footer() {
    return HelpText()
        .block(tr("Examples:"),
               {{"traypulse export --since 7d > week.jsonl", tr("everything, an object a line")},
                {"traypulse export --what outages --format csv > outages.csv", ""},
                {"traypulse export --since 2024-06-01 --until 2024-07-01 --format csv -o june",
                 tr("a folder, a file each")},
                {"traypulse export --what samples --target Router | jq 'select(.outcome == "
                 "\"timeout\") | .time'",
                 ""}})
        .block(tr("Kinds and their columns (\"type\" comes first; times are RFC 3339 UTC; *_us are "
                  "microseconds):"),
               {{"targets", "target, check, added, removed"},
                {"outages",
                 "outage, cause, confidence, network, began, ended, lasts, how, told, affected, "
                 "evidence"},
                {"intervals", "target, check, state, from, until, reason"},
                {"events", "time, kind, target, check, text"},
                {"hours, minutes",
                 "target, check, time, sent, lost, late, duplicate, not_sent, rtt_min_us, "
                 "rtt_p50_us, rtt_p95_us, rtt_p99_us, rtt_max_us, histogram ([bucket, count], …)"},
                {"samples", "target, check, time, outcome, rtt_us, ttl, from"}})
        .paragraph(tr("Samples are kept for two weeks, minutes for three months, hours for years "
                      "([history] in the configuration). A text that a spreadsheet would take for "
                      "a formula has a ' in front in CSV; `import` takes it off again. "
                      "agent/store/EXPORT.md says what each column means."))
        .paragraph(exit_status())
        .text();
}

std::string import_footer() {
    return HelpText()
        .block(tr("Examples:"),
               {{"traypulse import week.jsonl", ""},
                {"traypulse import june", tr("the folder of an export in CSV")},
                {"ssh host traypulse export --since all | traypulse import -", ""},
                {"traypulse import --dry-run backup.json",
                 tr("what of Uptime Kuma's backup would be added")},
                {"traypulse import --from smokeping /etc/smokeping/config.d/Targets "
                 "/etc/smokeping/config.d/Probes",
                 ""},
                {"traypulse import --group Work servers.txt", ""}})
        .paragraph(
            tr("A history: the agent may run meanwhile. What the history has already is not "
               "doubled: a second import of the same file changes nothing. Of two minutes or "
               "hours that differ, the one with more requests stays. What is refused is told "
               "with file, line and reason; all the rest is taken. Interrupted, it keeps "
               "what it has taken; the next import goes on there. What is older than the "
               "history keeps things, goes again."))
        .block(tr("Lists of targets:"),
               {{"fping", tr("hosts and URIs, one a line, a name behind; also what fping prints")},
                {"smokeping", tr("the configuration, or its files Targets and Probes")},
                {"uptime-kuma", tr("the backup (JSON) with its monitorList")},
                {"blackbox", tr("prometheus.yml together with blackbox.yml")},
                {"vmping", "vmPing.xml"},
                {"hosts", tr("as /etc/hosts")}})
        .paragraph(
            tr("They are added behind the targets of the configuration, whose comments and "
               "order stay. What is watched already is not added again. What can't be "
               "carried over is told with file, line and reason. agent/moving/README.md says "
               "what becomes what."))
        .paragraph(tr("Exit status: 0 all was taken or known, 1 some was refused or left out, 2 "
                      "nothing could be, 130 interrupted."))
        .text();
}

std::string report_footer() {
    return HelpText()
        .block(
            tr("Examples:"),
            {{"traypulse report", tr("of the last 7 days, into this folder")},
             {"traypulse report --since 2024-06-01 --until 2024-07-01 -o june.html", ""},
             {"traypulse report --since 24h --target \"Router\" --target \"1.1.1.1\" -o day.html",
              ""}})
        .paragraph(tr("One HTML file that needs nothing else and prints on A4: a summary to read "
                      "aloud, availability by day, outages with cause and evidence, graphs, loss "
                      "patterns, the path, method and definitions."))
        .paragraph(exit_status())
        .text();
}

}  // namespace traypulse::cli::help
