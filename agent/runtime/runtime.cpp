#include "agent/runtime/runtime.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include "agent/config/edit.h"
#include "agent/config/file.h"
#include "agent/runtime/clock.h"
#include "agent/runtime/engine_settings.h"
#include "agent/runtime/event_log.h"
#include "agent/runtime/last_good.h"
#include "agent/runtime/path_watch.h"
#include "agent/runtime/pause_store.h"

namespace traypulse::runtime {
namespace {

using namespace std::chrono_literals;

/// Numbers on the screen move once a second; states at once.
constexpr auto kPublishEvery = 1s;

PingCommandOptions ping_options(const Settings& settings) {
    PingCommandOptions out;
    out.extra_args = settings.ping_command.extra_args;
    out.max_workers = settings.limits.max_workers;
    return out;
}

}  // namespace

struct Runtime::OnLoop {
    explicit OnLoop(uv_loop_t* loop)
        : resolver(loop), checks(loop, resolver), deadline(loop), publish(loop) {}
    ~OnLoop() { mux.close(); }  // the channel goes before those who ask over it
    OnLoop(const OnLoop&) = delete;
    OnLoop& operator=(const OnLoop&) = delete;
    NameResolver resolver;
    CheckMaker checks;
    IcmpMux mux;
    std::optional<Prober> prober;
    std::optional<PathWatch> paths;
    std::unique_ptr<IcmpLadder> ladder;
    std::optional<NetworkWatch> network;
    std::optional<SleepWatch> sleep;
    std::optional<FileWatch> config_file;
    std::optional<control::ControlServer> control;
    uv::Async posted;
    uv::Signal terminate, interrupt, hang_up;
    uv::Timer deadline, publish;
};

Runtime::Runtime(RuntimeOptions options, Settings settings, Log& log, Outlets outlets)
    : options_(std::move(options)),
      settings_(std::move(settings)),
      log_(log),
      outlets_(std::move(outlets)) {
    uv_loop_init(&loop_);
    on_ = std::make_unique<OnLoop>(&loop_);
    on_->posted = uv::Async(&loop_, [this] { drain_posted(); });
}

Runtime::~Runtime() { finish(); }

Status Runtime::run() {
    const auto at = now();
    engine_.emplace(at, engine_settings(settings_), local_clock_text);
    if (auto pauses = load_pauses(options_.state_dir + "/pauses.json"); pauses.ok())
        engine_->restore(at, pauses.value());
    else
        log_.event(LogLevel::error, "runtime", "pauses_unreadable",
                   {{"error", pauses.error().text()}});

    engine_->set_config_problem(at, options_.config_problem);

    on_->prober.emplace(
        &loop_, on_->resolver, on_->mux,
        [this](CheckRequest request) { return on_->checks.make(std::move(request)); },
        prober_listener());
    on_->paths.emplace(&loop_, on_->mux, on_->resolver,
                       [this](TargetId id, const RouteChange& change) {
                           if (const auto* spec = engine_->spec(id))
                               log_route_change(log_, *spec, change);
                       });
    on_->network.emplace(&loop_, [this](const NetworkFacts& facts) {
        log_.event(LogLevel::info, "network", "changed",
                   {{"link_up", facts.link_up},
                    {"default_route", facts.default_route},
                    {"interface", facts.interface}});
        on_->resolver.reload();
        on_->prober->set_network(facts);
        on_->paths->start_afresh();
        input([this, facts](Instant t) { engine_->on_network(t, facts); });
    });
    const auto facts = read_network_facts();
    on_->prober->set_network(facts);
    input([this, facts](Instant t) { engine_->on_network(t, facts); });
    on_->sleep.emplace(&loop_, [this](Nanoseconds slept) {
        log_.event(LogLevel::info, "runtime", "woke",
                   {{"seconds", static_cast<double>(slept.count()) / 1e9}});
        on_->resolver.reload();
        on_->paths->start_afresh();
        input([this, slept](Instant t) { engine_->on_wake(t, slept); });
    });
    on_->config_file.emplace(&loop_, options_.config_file, [this] { reload(); });
    if (!options_.control_socket.empty()) {
        on_->control.emplace(&loop_, control_handler());
        if (auto listening = on_->control->listen(options_.control_socket); !listening.ok())
            return listening.error();
    }
    const auto quit = [this](int) { on_command(command::Quit{}); };
    on_->terminate = uv::Signal(&loop_, SIGTERM, quit);
    on_->interrupt = uv::Signal(&loop_, SIGINT, quit);
    // Somebody has mended something, perhaps the helper: a better way to send is looked for as
    // well.
    on_->hang_up = uv::Signal(&loop_, SIGHUP, [this](int) {
        reload();
        on_->ladder->climb();
    });
    if (outlets_.display) outlets_.display(settings_.display);
    open_channel();
    log_.event(LogLevel::info, "runtime", "started",
               {{"version", options_.version}, {"targets", settings_.targets.size()}});
    uv_run(&loop_, UV_RUN_DEFAULT);
    log_.event(LogLevel::info, "runtime", "ended");
    return ok();
}

void Runtime::open_channel() {
    LadderOptions ladder;
    ladder.service_socket = options_.helper_socket;
    ladder.helper_path = options_.helper_path;
    ladder.ping = ping_options(settings_);
    ladder.tap = [this](bool to_helper, auto frame) { log_frame(log_, to_helper, frame); };
    on_->ladder = std::make_unique<IcmpLadder>(
        &loop_, std::move(ladder), [this](Rung rung, const Error& error) {
            // Better rungs are tried each minute for ever; only what is new is worth a line.
            if (std::exchange(rung_errors_[rung], error.text()) == error.text()) return;
            log_.event(LogLevel::info, "channel", "rung_failed",
                       {{"rung", to_string(rung)}, {"error", error.text()}});
        });
    on_->mux.open(*on_->ladder, channel_events());
}

ChannelEvents Runtime::channel_events() {
    ChannelEvents e;
    e.ready = [this](const ChannelAbilities& a) {
        rung_errors_.erase(a.rung);
        const std::string description(to_string(a.rung));
        log_.event(LogLevel::info, "channel", "ready",
                   {{"rung", description}, {"ipv4", a.ipv4}, {"ipv6", a.ipv6}});
        input([this, description](Instant t) { engine_->on_channel_ready(t, description); });
    };
    e.lost = [this](const Error& error) {
        log_.event(LogLevel::error, "channel", "lost", {{"error", error.text()}});
        input([this, what = error.what](Instant t) { engine_->on_channel_lost(t, what); });
    };
    e.rejected = [this](ProbeId, const Error& error) {
        log_.event(LogLevel::error, "channel", "rejected", {{"error", error.text()}});
    };
    e.missed = [this](std::uint64_t n) {
        log_.event(LogLevel::warning, "channel", "results_missed", {{"count", n}});
    };
    return e;
}

Prober::Listener Runtime::prober_listener() {
    Prober::Listener l;
    l.result = [this](TargetId id, ProbeSource source, const protocol::ProbeResult& r) {
        if (const auto* spec = engine_->spec(id)) log_result(log_, *spec, source, r);
        input([this, id, source, r](Instant t) { engine_->on_result(t, id, source, r); });
    };
    l.outcome = [this](TargetId id, ProbeSource source, const CheckOutcome& o, Nanoseconds age) {
        if (const auto* spec = engine_->spec(id)) log_outcome(log_, *spec, source, o);
        input(
            [this, id, source, o, age](Instant t) { engine_->on_outcome(t, id, source, o, age); });
    };
    l.recheck_ended = [this](TargetId id) {
        input([this, id](Instant t) { engine_->on_recheck_ended(t, id); });
    };
    l.start_failed = [this](TargetId id, const Error& error) {
        if (const auto* spec = engine_->spec(id))
            log_.event(LogLevel::error, "probe", "start_failed",
                       {{"target", spec->name}, {"error", error.text()}});
        input([this, id, error](Instant t) { engine_->on_start_failed(t, id, error); });
    };
    l.address = [this](TargetId id, const std::string& address) {
        if (const auto* spec = engine_->spec(id))
            log_.event(LogLevel::info, "probe", "address",
                       {{"target", spec->name}, {"address", address}});
        on_->paths->address(id, address);
        input([this, id, address](Instant t) { engine_->on_address(t, id, address); });
    };
    l.lookup = [this](const std::string& host, bool answered, const std::string& detail) {
        log_.event(answered ? LogLevel::debug : LogLevel::error, "dns",
                   answered ? "answered" : "failed", {{"host", host}, {"detail", detail}});
        input([this, host, answered](Instant t) { engine_->on_lookup(t, host, answered); });
    };
    return l;
}

void Runtime::input(Input what) {
    inputs_.push_back(std::move(what));
    if (busy_) return;
    busy_ = true;
    while (!inputs_.empty()) {
        const auto next = std::move(inputs_.front());
        inputs_.pop_front();
        const auto at = now();
        next(at);
        for (const auto& effect : engine_->take_effects()) carry_out(effect, at);
    }
    busy_ = false;
    after_inputs();
}

void Runtime::carry_out(const Effect& effect, Instant at) {
    log_effect(log_, effect);
    if (outlets_.say)
        if (const auto line = line_for(effect, at.wall); !line.empty()) outlets_.say(line);
    auto& prober = *on_->prober;
    if (const auto* e = std::get_if<effect::StartTarget>(&effect)) {
        if (const auto* spec = engine_->spec(e->target)) {
            on_->paths->start(e->target, *spec);
            prober.start(e->target, *spec);
        }
    } else if (const auto* stop = std::get_if<effect::StopTarget>(&effect)) {
        prober.stop(stop->target);
        on_->paths->stop(stop->target);
    } else if (const auto* recheck = std::get_if<effect::Recheck>(&effect)) {
        prober.recheck(*recheck);
    } else if (const auto* stop_recheck = std::get_if<effect::StopRecheck>(&effect)) {
        prober.stop_recheck(stop_recheck->target);
    } else if (const auto* resolve = std::get_if<effect::Resolve>(&effect)) {
        prober.resolve(resolve->target);
    } else if (const auto* notify = std::get_if<effect::Notify>(&effect)) {
        if (outlets_.notify) outlets_.notify(notify->notice);
    } else if (const auto* withdraw = std::get_if<effect::Withdraw>(&effect)) {
        if (outlets_.withdraw) outlets_.withdraw(withdraw->outage);
    } else if (const auto* save = std::get_if<effect::SaveEnabled>(&effect)) {
        save_enabled(save->name, save->enabled);
    } else if (std::holds_alternative<effect::SavePauses>(effect)) {
        save_pauses();
    } else if (std::holds_alternative<effect::Transition>(effect) ||
               std::holds_alternative<effect::VerdictChanged>(effect)) {
        urgent_ = true;
    }
}

void Runtime::after_inputs() {
    const auto at = now();
    // While everything is paused nothing at all is sent, so the canary is silent too.
    const auto active = engine_->watching() ? settings_.anchors.name : std::string();
    on_->prober->set_canary(active);
    if (const auto due = engine_->next_deadline(at)) {
        const auto wait = std::chrono::ceil<std::chrono::milliseconds>(
            std::max(*due - at.mono, Nanoseconds::zero()));
        on_->deadline.start(wait, [this] { input([this](Instant t) { engine_->tick(t); }); });
    } else {
        on_->deadline.stop();
    }
    if (!outlets_.publish || engine_->revision() == published_) return;
    if (std::exchange(urgent_, false)) {
        publish();
    } else if (!std::exchange(publish_armed_, true)) {
        on_->publish.start(kPublishEvery, [this] { publish(); });
    }
}

void Runtime::publish() {
    publish_armed_ = false;
    on_->publish.stop();
    published_ = engine_->revision();
    outlets_.publish(std::make_shared<const Snapshot>(engine_->snapshot(now())));
}

void Runtime::post(Command command) {
    const std::lock_guard held(mutex_);
    if (!accepting_) return;
    posted_.push_back(command);
    on_->posted.send();
}

void Runtime::drain_posted() {
    std::deque<Command> commands;
    {
        const std::lock_guard held(mutex_);
        commands.swap(posted_);
    }
    for (const auto& command : commands) on_command(command);
}

void Runtime::on_command(const Command& command) {
    if (std::holds_alternative<command::Quit>(command)) {
        if (outlets_.quit) outlets_.quit();
        uv_stop(&loop_);
    } else if (std::holds_alternative<command::Reload>(command)) {
        reload();
    } else {
        input([this, command](Instant t) { engine_->apply(t, command); });
    }
}

control::ServerHandler Runtime::control_handler() {
    control::ServerHandler handler;
    handler.snapshot = [this] {
        return std::make_shared<const Snapshot>(engine_->snapshot(now(), SnapshotDetail::metrics));
    };
    handler.command = [this](const Command& command) { on_command(command); };
    handler.show_window = [this] {
        if (outlets_.show_window) outlets_.show_window();
    };
    handler.phrases = options_.phrases;
    handler.version = options_.version;
    return handler;
}

void Runtime::reload() {
    auto parsed = config::load(options_.config_file);
    std::string problem;
    for (const auto& p : parsed.problems) {
        log_.event(LogLevel::error, "config", "problem", {{"text", p.text()}});
        problem += p.text() + " ";
    }
    if (!parsed.ok()) {
        problem += config::kLastGoodStays;
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
    // A last rung that is in use has read them when it was made.
    const bool reopen = other_ping && on_->ladder->rung() == Rung::command;
    if (reopen) {
        on_->mux.close();
        input([this](Instant t) {
            engine_->on_channel_lost(t, "the settings of the ping command have changed");
        });
    }
    input([this](Instant t) {
        engine_->set_config_problem(t, "");
        engine_->configure(t, engine_settings(settings_));
    });
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
        "The switch of " + name + " holds until the program ends: " + saved.error().text();
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

// In order: no more posts, then all handles, then the loop. What is left open is a fault of ours
// and is said.
void Runtime::finish() {
    {
        const std::lock_guard held(mutex_);
        accepting_ = false;
    }
    on_.reset();
    uv_run(&loop_, UV_RUN_DEFAULT);
    if (const int rc = uv_loop_close(&loop_); rc != 0)
        log_.event(LogLevel::error, "runtime", "loop_left_open", {{"error", uv_strerror(rc)}});
}

}  // namespace traypulse::runtime
