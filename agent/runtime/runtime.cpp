#include "agent/runtime/runtime.h"

#include <csignal>
#include <utility>

#include "agent/runtime/clock.h"
#include "agent/runtime/engine_settings.h"
#include "agent/runtime/event_log.h"
#include "agent/runtime/pause_store.h"
#include "agent/runtime/runtime_parts.h"

namespace traypulse::runtime {
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
    engine_.emplace(at, engine_settings(settings_), local_clock_text, local_minute);
    on_->history.emplace(options_.state_dir + "/history.db", log_);
    on_->history->configure(settings_.history, engine_->snapshot(at));
    on_->history->event(store::EventKind::program_start, options_.version, at.wall);
    restore_state(at);
    begin_fleet(at);
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
    on_->paths.emplace(
        &loop_, on_->mux, on_->resolver, [this](TargetId id, const RouteChange& change) {
            if (const auto* spec = engine_->spec(id)) log_route_change(log_, *spec, change);
            on_->history->event(store::EventKind::route, change.text, now().wall, id);
        });
    on_->tester.emplace(
        &loop_, on_->resolver, on_->mux,
        [this](CheckRequest request) { return on_->checks.make(std::move(request)); },
        [this](TestedCheck tested) {
            if (outlets_.tested) outlets_.tested(std::move(tested));
        });
    begin_inquiries();
    watch_system();
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
    write_state();
    on_->history->event(store::EventKind::program_stop, options_.version, now().wall);
    on_->history->close();
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
        on_->history->result(id, source, r);
        on_->fleet->result(id, source, r);
        input([this, id, source, r](Instant t) { engine_->on_result(t, id, source, r); });
    };
    l.outcome = [this](TargetId id, ProbeSource source, const CheckOutcome& o, Nanoseconds age) {
        if (const auto* spec = engine_->spec(id)) log_outcome(log_, *spec, source, o);
        on_->history->outcome(id, source, o, (now() + -age).wall);
        on_->fleet->outcome(id, source, o);
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
    l.addresses = [this](TargetId id, const std::vector<IpAddress>& addresses) {
        input([this, id, addresses](Instant t) { engine_->on_addresses(t, id, addresses); });
    };
    l.lookup = [this](const std::string& host, bool answered, const std::string& detail) {
        log_.event(answered ? LogLevel::debug : LogLevel::error, "dns",
                   answered ? "answered" : "failed", {{"host", host}, {"detail", detail}});
        input([this, host, answered](Instant t) { engine_->on_lookup(t, host, answered); });
    };
    return l;
}

control::ServerHandler Runtime::control_handler() {
    control::ServerHandler handler;
    handler.snapshot = [this] {
        auto out = std::make_shared<Snapshot>(engine_->snapshot(now(), SnapshotDetail::metrics));
        for (auto& target : out->targets) {
            if (auto path = on_->paths->view(target.id))
                target.path = std::make_shared<const PathView>(std::move(*path));
            if (const auto mtu = on_->paths->mtu(target.id)) target.path_mtu = mtu->mtu.mtu;
        }
        out->history_problem = on_->history->problem();
        on_->fleet->add_problems(*out);
        add_remembered(*out);
        return out;
    };
    handler.command = [this](const Command& command) { on_command(command); };
    handler.show_window = [this] {
        if (outlets_.show_window) outlets_.show_window();
    };
    handler.phrases = options_.phrases;
    handler.version = options_.version;
    return handler;
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
