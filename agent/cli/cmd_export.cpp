#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

#include "agent/cli/long_work.h"
#include "agent/store/export.h"
#include "agent/store/output_file.h"
#include "agent/translations/translate.h"

namespace traypulse::cli {
namespace {

using store::ExchangeFormat;
using store::ExchangeKind;
using store::OutputFile;

/// Where the rows go: standard output, a file, or a file for each kind in a folder. Nothing is
/// there under its name before finish().
class Outlet {
 public:
    Outlet(const ExportArguments& arguments, const Wiring& wiring)
        : arguments_(arguments),
          wiring_(wiring),
          folder_(arguments.format == ExchangeFormat::csv && arguments.kinds.size() > 1) {}

    Status begin() {
        if (!folder_) return ok();
        std::error_code error;
        std::filesystem::create_directories(arguments_.output, error);
        if (error)
            return Error{ErrorCode::io,
                         tr("cannot make the folder {0}: {1}", arguments_.output, error.message()),
                         tr("name another with -o")};
        return ok();
    }
    Status write(ExchangeKind kind, std::string_view rows) {
        if (arguments_.output.empty()) {
            if (wiring_.out(rows)) return ok();
            return Error{ErrorCode::io, tr("nobody reads the standard output any more"), {}};
        }
        auto& file = files_[folder_ ? kind : ExchangeKind::target];
        if (!file) {
            auto opened = OutputFile::open(
                folder_ ? arguments_.output + "/" + std::string(store::plural_of(kind)) + ".csv"
                        : arguments_.output);
            if (!opened) return opened.error();
            file = std::move(opened).value();
        }
        return file->write(rows);
    }
    Status finish() {
        for (auto& [kind, file] : files_)
            if (auto done = file->finish(); !done) return done;
        return ok();
    }

 private:
    const ExportArguments& arguments_;
    const Wiring& wiring_;
    bool folder_;
    std::map<ExchangeKind, std::unique_ptr<OutputFile>> files_;
};

}  // namespace

int run_export(const ExportArguments& arguments, const Wiring& wiring) {
    const auto file = history_file(arguments.place, wiring);
    if (!file) return complain(wiring, file.error()), kExitWrong;
    const auto range = range_of(arguments.since, arguments.until);
    if (!range) return complain(wiring, range.error()), kExitWrong;
    store::History history(file.value());
    store::ExportOptions options;
    options.format = arguments.format;
    options.kinds = arguments.kinds;
    options.range = range.value();
    options.program = "traypulse " + wiring.version;
    auto targets = find_targets(history, arguments.targets);
    if (!targets) return complain(wiring, targets.error()), kExitWrong;
    options.targets = std::move(targets).value();
    // A line of progress within the rows would help nobody.
    const bool draw = !arguments.output.empty() || !wiring.out_is_terminal;
    return do_long_work(wiring, draw, [&](const store::Progress& progress) -> Status {
        Outlet outlet(arguments, wiring);
        if (auto begun = outlet.begin(); !begun) return begun;
        auto done = store::export_history(
            history, options, progress,
            [&](ExchangeKind kind, std::string_view rows) { return outlet.write(kind, rows); });
        return done ? outlet.finish() : done;
    });
}

}  // namespace traypulse::cli
