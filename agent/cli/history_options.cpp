#include "agent/cli/history_options.h"

#include <algorithm>
#include <iterator>

#include "agent/cli/option_parser.h"
#include "agent/cli/option_values.h"
#include "agent/config/nearest.h"
#include "agent/translations/translate.h"
#include "shared/plain_text.h"

namespace traypulse::cli {
namespace {

void add_place(CLI::App* to, HistoryPlace& place) {
    to->add_option("--config", place.config_file, tr("The configuration, instead of the usual one"))
        ->type_name("FILE");
    to->add_option("--state-dir", place.state_dir,
                   tr("Where the history is, instead of the usual place"))
        ->type_name("DIR");
}

void add_range(CLI::App* to, std::string& since, std::string& until) {
    to->add_option("--since", since,
                   tr("From when on: 7d, today, 2024-06-01, 2024-06-01T12:00:00Z, all [7d]"))
        ->type_name("WHEN");
    to->add_option("--until", until, tr("Until when [now]"))->type_name("WHEN");
}

void add_targets(CLI::App* to, std::vector<std::string>& targets) {
    to->add_option("--target", targets, tr("Only this target, by name or URI; can be given again"))
        ->type_name("NAME")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

Error with_help(Error error, const CLI::App* app) {
    error.remedy =
        trc("what to do, and where more is told", "{0}; {1}", error.remedy, help_of(app));
    return error;
}

/// Commas are taken too: --what outages,events.
Result<std::vector<store::ExchangeKind>> kinds_of(const std::vector<std::string>& words) {
    std::vector<store::ExchangeKind> out;
    std::vector<std::string> known{"all"};
    for (const auto kind : store::kExchangeKinds) known.emplace_back(store::plural_of(kind));
    for (const auto& word : words) {
        if (word == "all") {
            out.assign(store::kExchangeKinds.begin(), store::kExchangeKinds.end());
            continue;
        }
        const auto kind = store::exchange_kind_of(word);
        if (!kind) {
            return usage(
                tr("there is no \"{0}\" to export", word) + config::did_you_mean(word, known),
                tr("name one of {0}", joined(known, ", ")));
        }
        if (std::find(out.begin(), out.end(), *kind) == out.end()) out.push_back(*kind);
    }
    if (out.empty()) out.assign(store::kExchangeKinds.begin(), store::kExchangeKinds.end());
    return out;
}

Status set_range(const std::string& since, const std::string& until, Moment& from, Moment& to) {
    const auto first = parse_moment(since);
    if (!first)
        return Error{first.error().code, "--since: " + first.error().what, first.error().remedy};
    const auto last = parse_moment(until);
    if (!last)
        return Error{last.error().code, "--until: " + last.error().what, last.error().remedy};
    from = first.value();
    to = last.value();
    return ok();
}

}  // namespace

void HistoryCommands::add(CLI::App& app) {
    export_command = add_command(app, "export", help::kExportAbout, help::export_footer);
    export_command
        ->add_option("--format", format_, tr("json or csv; without: csv where FILE ends in .csv"))
        ->check(one_of({"json", "csv"}))
        ->type_name("FORMAT");
    export_command
        ->add_option("--what", kinds_,
                     tr("{0} or all; several with commas [all]",
                        "targets, outages, intervals, events, hours, minutes, samples"))
        ->type_name("KIND")
        ->delimiter(',')
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    add_range(export_command, since_, until_);
    add_targets(export_command, export_.targets);
    export_command
        ->add_option("-o,--output", export_.output,
                     tr("Where to; without: standard output. Several kinds in CSV: a folder"))
        ->type_name("FILE");
    add_place(export_command, export_.place);

    import_command = add_command(app, "import", help::kImportAbout, help::import_footer);
    import_command
        ->add_option("files", import_.files,
                     tr("Files or folders of an export, or lists of targets; -: standard input"))
        ->type_name("FILE");
    import_command
        ->add_option("--from", from_,
                     tr("Lists of {0}; without: what they look like",
                        "fping, smokeping, uptime-kuma, blackbox, vmping, hosts"))
        ->type_name("PROGRAM");
    import_command->add_option("--group", import_.group, tr("Put all targets into this group"))
        ->type_name("NAME");
    import_command->add_flag("--dry-run", import_.dry_run,
                             tr("Write the targets to standard output, change nothing"));
    add_place(import_command, import_.place);

    report_command = add_command(app, "report", help::kReportAbout, help::report_footer);
    add_range(report_command, since_, until_);
    add_targets(report_command, report_.targets);
    report_command
        ->add_option("-o,--output", report_.output,
                     tr("Where to; without: traypulse-report-DATE.html in this folder"))
        ->type_name("FILE");
    add_place(report_command, report_.place);
}

Result<ExportArguments> HistoryCommands::chosen_export() const {
    auto out = export_;
    if (auto set = set_range(since_, until_, out.since, out.until); !set)
        return with_help(set.error(), export_command);
    auto kinds = kinds_of(kinds_);
    if (!kinds) return with_help(kinds.error(), export_command);
    out.kinds = std::move(kinds).value();
    const bool csv = format_.empty() ? out.output.ends_with(".csv") : format_ == "csv";
    out.format = csv ? store::ExchangeFormat::csv : store::ExchangeFormat::json;
    if (csv && out.kinds.size() > 1 && (out.output.empty() || out.output.ends_with(".csv")))
        return with_help(usage(tr("several kinds of rows do not fit into one CSV file"),
                               tr("name one with --what, or a folder with -o")),
                         export_command);
    return out;
}

Result<ImportArguments> HistoryCommands::chosen_import() const {
    if (import_.files.empty())
        return with_help(
            usage(tr("nothing to import"),
                  tr("name a file that `traypulse export` wrote, or a list of targets")),
            import_command);
    auto out = import_;
    if (from_.empty()) return out;
    out.from = moving::kind_of_word(from_);
    if (out.from) return out;
    std::vector<std::string> known;
    known.reserve(std::size(moving::kKinds));
    for (const auto kind : moving::kKinds) known.emplace_back(moving::word_of(kind));
    return with_help(
        usage(tr("no list of \"{0}\" can be read", from_) + config::did_you_mean(from_, known),
              tr("name one of {0}", joined(known, ", "))),
        import_command);
}

Result<ReportArguments> HistoryCommands::chosen_report() const {
    auto out = report_;
    if (auto set = set_range(since_, until_, out.since, out.until); !set)
        return with_help(set.error(), report_command);
    return out;
}

}  // namespace traypulse::cli
