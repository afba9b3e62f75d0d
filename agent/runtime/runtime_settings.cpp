// The runtime and its files: the configuration read again, what a person changed written down.
#include "agent/config/edit.h"
#include "agent/config/file.h"
#include "agent/runtime/clock.h"
#include "agent/runtime/engine_settings.h"
#include "agent/runtime/last_good.h"
#include "agent/runtime/pause_store.h"
#include "agent/runtime/runtime_parts.h"
#include "agent/translations/translate.h"

namespace traypulse::runtime {

PingCommandOptions ping_options(const Settings& settings) {
    PingCommandOptions out;
    out.extra_args = settings.ping_command.extra_args;
    out.max_workers = settings.limits.max_workers;
    return out;
}

void Runtime::reload() {
    auto parsed = config::load(options_.config_file);
    std::string problem;
    for (const auto& p : parsed.problems) {
        log_.event(LogLevel::error, "config", "problem", {{"text", p.text()}});
        problem += p.text() + " ";
    }
    if (!parsed.ok()) {
        problem += tr(config::kLastGoodStays);
        if (outlets_.say) outlets_.say(problem);
        return input([this, problem](Instant t) { engine_->set_config_problem(t, problem); });
    }
    log_.event(LogLevel::info, "config", "loaded", {{"targets", parsed.settings.targets.size()}});
    if (auto kept = keep_last_good(options_.config_file, options_.state_dir); !kept.ok())
        log_.event(LogLevel::error, "config", "not_kept", {{"error", kept.error().text()}});
    adopt(parsed.settings);
}

void Runtime::adopt(const Settings& settings) {
    const bool other_ping = settings.ping_command.extra_args != settings_.ping_command.extra_args ||
                            settings.limits.max_workers != settings_.limits.max_workers;
    settings_ = settings;
    log_.set_level(options_.log_level.value_or(settings.log.level));
    if (outlets_.display) outlets_.display(settings.display);
    on_->ladder->set_ping(ping_options(settings_));
    tell_inquirer();
    // A last rung that is in use has read them when it was made.
    const bool reopen = other_ping && on_->ladder->rung() == Rung::command;
    if (reopen) {
        on_->mux.close();
        input([this](Instant t) {
            engine_->on_channel_lost(t, tr("the settings of the ping command have changed"));
        });
    }
    input([this](Instant t) {
        engine_->set_config_problem(t, "");
        engine_->configure(t, engine_settings(settings_));
    });
    on_->history->configure(settings_.history, engine_->snapshot(now()));
    on_->fleet->configure(settings_);
    on_->history->event(store::EventKind::configuration, "read again", now().wall);
    if (reopen) open_channel();
}

void Runtime::save_enabled(const std::string& name, bool enabled) {
    const auto saved = config::set_enabled(options_.config_file, name, enabled);
    if (saved.ok())
        return log_.event(LogLevel::info, "config", "saved",
                          {{"target", name}, {"enabled", enabled}});
    log_.event(LogLevel::error, "config", "not_saved",
               {{"target", name}, {"error", saved.error().text()}});
    const auto problem =
        tr("The switch of {0} holds until the program ends: {1}", name, saved.error().text());
    if (outlets_.say) outlets_.say(problem);
    input([this, problem](Instant t) { engine_->set_config_problem(t, problem); });
}

void Runtime::save_pauses() {
    if (const auto saved =
            runtime::save_pauses(options_.state_dir + "/pauses.json", engine_->pauses());
        !saved.ok())
        log_.event(LogLevel::error, "runtime", "pauses_not_saved",
                   {{"error", saved.error().text()}});
}

}  // namespace traypulse::runtime
