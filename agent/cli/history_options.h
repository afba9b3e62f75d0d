// `traypulse export`, `import` and `report`: what a person asked for, validated. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/cli/moment.h"
#include "agent/moving/kinds.h"
#include "agent/store/exchange.h"
#include "shared/result.h"

namespace CLI {
class App;
}

namespace traypulse::cli {

/// Of all three.
struct HistoryPlace {
    std::string config_file;  ///< empty: the usual place
    std::string state_dir;    ///< empty: the usual place
};

struct ExportArguments {
    HistoryPlace place;
    store::ExchangeFormat format = store::ExchangeFormat::json;
    std::vector<store::ExchangeKind> kinds;
    Moment since, until;
    std::vector<std::string> targets;  ///< names or checks; none: all
    std::string output;                ///< empty: standard output
};

struct ImportArguments {
    HistoryPlace place;
    std::vector<std::string> files;    ///< "-": standard input
    std::optional<moving::Kind> from;  ///< lists of that program; else by what they look like
    std::string group;                 ///< where the targets go; empty: where the lists say
    bool dry_run = false;              ///< only show what would be added
};

struct ReportArguments {
    HistoryPlace place;
    Moment since, until;
    std::vector<std::string> targets;
    std::string output;  ///< empty: traypulse-report-DATE.html
};

/// Their part of the parser.
struct HistoryCommands {
    CLI::App* export_command = nullptr;
    CLI::App* import_command = nullptr;
    CLI::App* report_command = nullptr;

    /// Adds the commands; this must stay where it is as long as the parser lives.
    void add(CLI::App& app);
    [[nodiscard]] Result<ExportArguments> chosen_export() const;
    [[nodiscard]] Result<ImportArguments> chosen_import() const;
    [[nodiscard]] Result<ReportArguments> chosen_report() const;

 private:
    ExportArguments export_;
    ImportArguments import_;
    ReportArguments report_;
    std::string since_ = "7d", until_ = "now", format_, from_;
    std::vector<std::string> kinds_;
};

}  // namespace traypulse::cli
