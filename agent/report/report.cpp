#include "agent/report/report.h"

#include "agent/report/local_time.h"
#include "agent/report/sections.h"
#include "agent/store/output_file.h"
#include "agent/store/progress_meter.h"
#include "agent/translations/translate.h"

namespace traypulse::report {
namespace {

std::string document(const Facts& facts, const ReportOptions& options) {
    // Nothing is loaded and nothing runs, whatever a name tries.
    auto out =
        std::string("<!DOCTYPE html>\n<html lang=\"") + language() +
        "\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>" +
        tr("Connection report {0} to {1}", date_text(facts.range.from),
           date_text(facts.range.until)) +
        "</title>\n<style>" + style_sheet() + "</style>\n</head>\n<body>\n" + symbols() +
        "<main>\n";
    out += summary_section(facts, options);
    if (!facts.targets.empty())
        out += days_section(facts) + outages_section(facts) + graphs_section(facts) +
               losses_section(facts) + path_section(facts);
    out += method_section(facts, options);
    return out + "</main>\n</body>\n</html>\n";
}

}  // namespace

Result<std::string> make_report(store::History& history, const ReportOptions& options,
                                const store::Progress& progress) {
    const auto facts = gather(history, options, progress);
    if (!facts) return facts.error();
    return document(facts.value(), options);
}

Status write_report(store::History& history, const ReportOptions& options,
                    const store::Progress& progress, const std::string& path) {
    const auto text = make_report(history, options, progress);
    if (!text) return text.error();
    if (progress && !progress(1, tr("writing {0}", path))) return store::cancelled_error();
    auto file = store::OutputFile::open(path);
    if (!file) return file.error();
    if (auto written = file.value()->write(text.value()); !written) return written;
    return file.value()->finish();
}

std::string default_report_name(WallTime now) {
    return "traypulse-report-" + date_text(now) + ".html";
}

}  // namespace traypulse::report
