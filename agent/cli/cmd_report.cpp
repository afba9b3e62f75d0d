#include <algorithm>

#include "agent/cli/long_work.h"
#include "agent/config/file.h"
#include "agent/report/report.h"
#include "agent/report/settings_method.h"
#include "agent/translations/translate.h"

namespace traypulse::cli {
int run_report(const ReportArguments& arguments, const Wiring& wiring) {
    const auto paths =
        resolve_paths(wiring.paths, arguments.place.config_file, arguments.place.state_dir);
    if (!paths) return complain(wiring, paths.error()), kExitWrong;
    const auto range = range_of(arguments.since, arguments.until);
    if (!range) return complain(wiring, range.error()), kExitWrong;
    store::History history(paths.value().history_file);
    report::ReportOptions options;
    options.range = range.value();
    options.now = wall_now();
    options.version = wiring.version;
    auto targets = find_targets(history, arguments.targets);
    if (!targets) return complain(wiring, targets.error()), kExitWrong;
    options.targets = std::move(targets).value();
    // Where it cannot be read the report says nothing of it.
    if (const auto parsed = config::load(paths.value().config_file); parsed.ok())
        report::add_method(options, parsed.settings);
    const auto output =
        arguments.output.empty() ? report::default_report_name(options.now) : arguments.output;
    const int status = do_long_work(wiring, true, [&](const store::Progress& progress) {
        return report::write_report(history, options, progress, output);
    });
    if (status == kExitWell) wiring.out(tr("The report is in {0}", output) + "\n");
    return status;
}

}  // namespace traypulse::cli
