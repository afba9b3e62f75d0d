#include "agent/start.h"

#include <cstdio>
#include <filesystem>
#include <optional>
#include <utility>

#include "agent/cli/interrupt.h"
#include "agent/config/file.h"
#include "agent/config/first_run.h"
#include "agent/install_layout.h"
#include "agent/runtime/clock.h"
#include "agent/runtime/instance_lock.h"
#include "agent/runtime/last_good.h"
#include "agent/runtime/paths.h"
#include "agent/translations/translate.h"

namespace traypulse {
namespace {

void complain(const std::string& sentence) {
    std::fprintf(stderr, "traypulse: %s\n", sentence.c_str());
}

Status write_first_configuration(const Paths& paths) {
    const auto network = runtime::read_network_facts();
    const auto folder = std::filesystem::path(paths.config_file).parent_path().string();
    if (auto made = make_directories(folder); !made.ok()) return made;
    if (auto wrote = config::write_file(
            paths.config_file, config::first_configuration({network.routers, network.resolvers}));
        !wrote.ok())
        return wrote;
    complain(tr(
        "first start: wrote {0}: a ping of 84 bytes goes every 2 seconds to your router, your DNS "
        "resolver, {1} and {2}; edit it to change that",
        paths.config_file, "1.1.1.1", "9.9.9.9"));
    return ok();
}

/// What the configuration says, or what it said when it last was in order.
Result<Settings> load_settings(const Paths& paths, std::string& problem) {
    auto parsed = config::load(paths.config_file);
    if (parsed.ok()) {
        // Not being able to keep the copy costs nothing today; the next error would then end the
        // start.
        if (auto kept = runtime::keep_last_good(paths.config_file, paths.state_dir); !kept.ok())
            complain(kept.error().text());
        return std::move(parsed.settings);
    }
    for (const auto& p : parsed.problems) {
        complain(p.text());
        problem += p.text() + " ";
    }
    auto kept = config::load(runtime::last_good_file(paths.state_dir));
    if (!kept.ok())
        return Error{
            ErrorCode::invalid_argument, tr("the configuration {0} has errors", paths.config_file),
            tr("mend it (`traypulse config check` says where), or move it away for a new one")};
    problem += tr(config::kLastGoodStays);
    complain(tr(config::kLastGoodStays));
    return std::move(kept.settings);
}

Log::Options log_options(const Paths& paths, const cli::AgentOptions& options,
                         const Settings& settings) {
    Log::Options log;
    log.file = paths.log_file;
    log.level = options.log_level.value_or(settings.log.level);
    log.console = options.verbosity > 0;
    log.console_level = options.verbosity > 1 ? LogLevel::debug : LogLevel::info;
    return log;
}

int run_headless(Prepared& prepared, bool quiet) {
    runtime::Outlets outlets;
    if (!quiet)
        outlets.say = [](const std::string& line) {
            std::printf("%s\n", line.c_str());
            std::fflush(stdout);
        };
    runtime::Runtime runtime(prepared.options, prepared.settings, *prepared.log,
                             std::move(outlets));
    const auto ended = runtime.run();
    if (!ended.ok()) complain(ended.error().text());
    return ended.ok() ? cli::kExitWell : cli::kExitNotWell;
}

}  // namespace

int start_agent(const cli::AgentOptions& options, const std::string& version) {
    cli::outlive_readers();
    const auto facts = path_facts();
    const auto paths = resolve_paths(facts, options.config_file, options.state_dir);
    if (!paths.ok()) return complain(paths.error().text()), cli::kExitWrong;
    const auto dir = runtime_dir(facts);
    if (!dir.ok()) return complain(dir.error().text()), cli::kExitWrong;
    if (!dir.value().remark.empty()) complain(dir.value().remark);
    const auto lock = claim_instance(dir.value());
    if (!lock.ok()) return complain(lock.error().text()), cli::kExitNotWell;
    if (!lock.value()) {
        complain(tr("it runs already; its window, if it has one, was brought forward"));
        return cli::kExitWell;
    }
    if (auto made = make_directories(paths.value().state_dir); !made.ok())
        return complain(made.error().text()), cli::kExitWrong;
    std::error_code ignored;
    if (options.config_file.empty() && !std::filesystem::exists(paths.value().config_file, ignored))
        if (auto wrote = write_first_configuration(paths.value()); !wrote.ok())
            return complain(wrote.error().text()), cli::kExitWrong;

    Prepared prepared;
    auto settings = load_settings(paths.value(), prepared.options.config_problem);
    if (!settings.ok()) return complain(settings.error().text()), cli::kExitWrong;
    prepared.settings = std::move(settings).value();
    Log log(log_options(paths.value(), options, prepared.settings));
    prepared.log = &log;
    auto& o = prepared.options;
    o.config_file = paths.value().config_file;
    o.state_dir = paths.value().state_dir;
    o.control_socket = dir.value().socket();
    o.helper_socket = options.helper_socket;
    o.helper_path = install_layout().helper;
    o.version = version;
    o.log_level = options.log_level;
    o.phrases = control::phrases_of(runtime::local_clock_text, runtime::local_moment_text);

    if (options.headless) return run_headless(prepared, options.verbosity < 0);
    if (const auto display = front::available(); !display.yes) {
        complain(tr("{0}: going on without the tray, as with --headless", display.why_not));
        return run_headless(prepared, options.verbosity < 0);
    }
    return front::run(prepared);
}

}  // namespace traypulse
