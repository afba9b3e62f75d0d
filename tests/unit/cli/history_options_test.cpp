#include "agent/cli/history_options.h"

#include <doctest/doctest.h>

#include <variant>

#include "agent/cli/options.h"

using namespace traypulse;
using namespace traypulse::cli;
using store::ExchangeFormat;
using store::ExchangeKind;

namespace {

template <class T>
T chosen(const std::vector<std::string>& arguments) {
    const auto action = parse_arguments(arguments, "1");
    if (!action) FAIL_CHECK(action.error().text());
    REQUIRE(action);
    REQUIRE(std::holds_alternative<T>(action.value()));
    return std::get<T>(action.value());
}

std::string refusal_of(const std::vector<std::string>& arguments) {
    const auto action = parse_arguments(arguments, "1");
    REQUIRE_FALSE(action);
    return action.error().text();
}

bool says(const std::string& text, const std::string& words) {
    INFO(text);
    CHECK(text.find(words) != std::string::npos);
    return true;
}

}  // namespace

TEST_CASE("export: everything of seven days as JSON, unless something else is said") {
    const auto plain = chosen<ExportArguments>({"export"});
    CHECK(plain.format == ExchangeFormat::json);
    CHECK(plain.kinds.size() == store::kExchangeKinds.size());
    CHECK(plain.since.kind == Moment::Kind::ago);
    CHECK(plain.since.ago == Nanoseconds(std::chrono::hours(168)));
    CHECK(plain.until.kind == Moment::Kind::now);
    CHECK(plain.output.empty());
    const auto all = chosen<ExportArguments>(
        {"export",   "--what", "outages,events", "--what",      "samples", "--target",   "A",
         "--target", "B, C",   "--since",        "all",         "--until", "2024-06-01", "--format",
         "csv",      "-o",     "folder",         "--state-dir", "/s",      "--config",   "/c"});
    CHECK(all.kinds ==
          std::vector{ExchangeKind::outage, ExchangeKind::event, ExchangeKind::sample});
    CHECK(all.targets == std::vector<std::string>{"A", "B, C"});
    CHECK(all.format == ExchangeFormat::csv);
    CHECK(all.output == "folder");
    CHECK(all.place.state_dir == "/s");
    CHECK(all.place.config_file == "/c");
    CHECK(all.since.kind == Moment::Kind::ever);
    // By the file's name.
    CHECK(chosen<ExportArguments>({"export", "--what", "outages", "-o", "a.csv"}).format ==
          ExchangeFormat::csv);
    CHECK(
        chosen<ExportArguments>({"export", "--what", "outages", "-o", "a.csv", "--format", "json"})
            .format == ExchangeFormat::json);
}

TEST_CASE("export: what can't be is said with a remedy") {
    says(refusal_of({"export", "--what", "outage s"}), "there is no \"outage s\" to export");
    says(refusal_of({"export", "--what", "smaples"}), "did you mean \"samples\"?");
    says(refusal_of({"export", "--format", "csv"}),
         "several kinds of rows do not fit into one CSV file");
    says(refusal_of({"export", "--since", "noon"}), "--since: \"noon\" is no moment");
    says(refusal_of({"export", "--until", "noon"}), "--until: \"noon\" is no moment");
    says(refusal_of({"export", "--format", "xml"}), "xml");
    says(refusal_of({"export", "--sinse", "7d"}), "did you mean \"--since\"?");
}

TEST_CASE("import and report") {
    CHECK(chosen<ImportArguments>({"import", "a", "-"}).files ==
          std::vector<std::string>{"a", "-"});
    CHECK_FALSE(chosen<ImportArguments>({"import", "a"}).from);
    const auto lists =
        chosen<ImportArguments>({"import", "--from", "vmping", "--group", "A", "--dry-run", "a"});
    CHECK(lists.from == moving::Kind::vmping);
    CHECK(lists.group == "A");
    CHECK(lists.dry_run);
    says(refusal_of({"import"}), "nothing to import");
    says(refusal_of({"import", "--from", "smoke", "a"}), "did you mean \"smokeping\"?");
    const auto report = chosen<ReportArguments>({"report", "--since", "24h", "-o", "r.html"});
    CHECK(report.output == "r.html");
    CHECK(report.since.ago == Nanoseconds(std::chrono::hours(24)));
    says(refusal_of({"report", "--since", "x"}), "see `traypulse report --help`");
    says(refusal_of({"report", "stray"}), "unknown argument \"stray\"");
}
