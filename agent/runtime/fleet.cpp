#include "agent/runtime/fleet.h"

#include <array>
#include <utility>

#include "agent/config/file.h"
#include "agent/runtime/clock.h"
#include "agent/runtime/hook_store.h"
#include "agent/runtime/state_file.h"

namespace traypulse::runtime {
namespace {

using namespace std::chrono_literals;

/// Whoever has the port now may be gone by then; to look costs nothing.
constexpr auto kListenAgain = 5s;

std::string host_name() {
    std::array<char, UV_MAXHOSTNAMESIZE> text{};
    std::size_t size = text.size();
    return uv_os_gethostname(text.data(), &size) == 0 ? std::string(text.data(), size)
                                                      : std::string("unknown");
}

std::string_view rung_word(Rung rung) {
    switch (rung) {
        case Rung::service:
            return "service";
        case Rung::spawned:
            return "spawned";
        case Rung::datagram:
            return "datagram";
        case Rung::command:
            return "command";
        case Rung::none:
            break;
    }
    return "none";
}

double processor_seconds() {
    uv_rusage_t usage{};
    if (uv_getrusage(&usage) != 0) return 0;
    const auto seconds = [](const uv_timeval_t& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

Fleet::Fleet(uv_loop_t* loop, NameResolver& resolver, std::string state_dir, std::string version,
             Log& log, Owner owner)
    : loop_(loop),
      file_(std::move(state_dir) + "/hooks.json"),
      version_(std::move(version)),
      log_(log),
      owner_(std::move(owner)),
      started_(now().wall),
      again_(loop),
      client_(loop),
      hooks_(client_, resolver,
             {host_name(), version_,
              [this](const std::string& name) {
                  const auto found = checks_.find(name);
                  return found == checks_.end() ? std::string() : found->second;
              },
              rfc3339},
             {now, [this](const hooks::AttemptNews& news) { say(news); },
              [this] {
                  changed_ = true;
                  owner_.changed();
              }}) {}

void Fleet::begin(const Settings& settings, WallTime at) {
    for (const auto& record : owner_.open()) outages_.known(record.id, record.cause);
    const auto text = read_state(file_);
    auto state = text.ok() && text.value().empty()
                     ? Result<hooks::HookDesk::State>(hooks::HookDesk::State{})
                 : text.ok() ? parse_hooks(text.value())
                             : Result<hooks::HookDesk::State>(text.error());
    if (state.ok())
        hooks_.restore(std::move(state).value());
    else {
        const auto damage = set_aside(file_, state.error().what, at);
        log_.event(LogLevel::error, "hook", "state_set_aside", {{"error", damage.text()}});
    }
    configure(settings);
}

void Fleet::configure(const Settings& settings) {
    checks_.clear();
    for (const auto& target : settings.targets) checks_[target.name] = target.check.uri();
    if (settings.hooks != hook_settings_) {
        hook_settings_ = settings.hooks;
        hooks_.configure(hook_settings_, owner_.open());
    }
    if (settings.metrics == metrics_) return;
    metrics_ = settings.metrics;
    serve();
}

void Fleet::serve() {
    again_.stop();
    if (server_) log_.event(LogLevel::info, "metrics", "stopped");
    server_.reset();
    const auto before = std::exchange(metrics_problem_, {});
    if (!metrics_.enabled) {
        probes_ = {};
        return;
    }
    server_.emplace(loop_, [this] { return facts(); });
    const auto listening = server_->listen(metrics_.address, metrics_.port);
    if (listening.ok())
        return log_.event(LogLevel::info, "metrics", "serving", {{"listen", metrics_.listen()}});
    metrics_problem_ = listening.error().text();
    server_.reset();
    if (metrics_problem_ != before)
        log_.event(LogLevel::error, "metrics", "not_served", {{"error", metrics_problem_}});
    again_.start(kListenAgain, [this] { serve(); });
}

void Fleet::result(TargetId target, ProbeSource source, const protocol::ProbeResult& result) {
    if (metrics_.enabled && source == ProbeSource::stream) probes_.result(target, result);
}

void Fleet::outcome(TargetId target, ProbeSource source, const CheckOutcome& outcome) {
    if (metrics_.enabled && source == ProbeSource::stream) probes_.outcome(target, outcome);
}

void Fleet::effect(const Effect& effect) {
    if (const auto* told = std::get_if<effect::Notify>(&effect)) {
        const auto& notice = told->notice;
        ++told_;
        if (notice.outage.value == 0 || notice.kind == NoticeKind::information) return;
        hooks_.on_words(
            notice.outage.value,
            notice.kind == NoticeKind::outage ? hooks::Event::outage : hooks::Event::recovery,
            notice.title, notice.body);
    } else if (std::holds_alternative<effect::NoticeHeld>(effect)) {
        ++held_;
    } else if (const auto* verdict = std::get_if<effect::VerdictChanged>(&effect)) {
        if (verdict->to.glance == Glance::up) hooks_.hurry();
    }
}

void Fleet::record(const OutageRecord& record) {
    outages_.on_record(record);
    hooks_.on_record(record);
}

void Fleet::add_problems(Snapshot& snapshot) const {
    snapshot.metrics_problem = metrics_problem_;
    snapshot.hooks_problem = hooks_.problem();
}

Status Fleet::write() {
    if (!changed_) return ok();
    auto written = config::write_file(file_, hooks_text(hooks_.state()));
    changed_ = !written.ok();
    return written;
}

scrape::Facts Fleet::facts() {
    const auto snapshot = owner_.snapshot();
    probes_.keep_only(snapshot);
    auto out = scrape::facts_of(snapshot, probes_, outages_, owner_.open());
    for (const auto& hook : hooks_.figures())
        out.hooks.push_back(
            {hook.name, hook.counts.delivered, hook.counts.failed, hook.counts.lost, hook.waiting});
    out.version = version_;
    out.rung = rung_word(owner_.rung());
    out.started = started_;
    out.notices_told = told_;
    out.notices_held = held_;
    out.cpu_seconds = processor_seconds();
    out.pace = owner_.pace();
    return out;
}

void Fleet::say(const hooks::AttemptNews& news) {
    using Result = hooks::Attempt::Result;
    const auto result = news.attempt.result;
    log_.event(result == Result::delivered ? LogLevel::info
               : result == Result::failed  ? LogLevel::warning
                                           : LogLevel::error,
               "hook",
               result == Result::delivered ? "delivered"
               : result == Result::failed  ? "failed"
                                           : "refused",
               {{"hook", news.hook},
                {"about", to_string(news.event)},
                {"outage", news.outage},
                {"reason", news.attempt.why},
                {"waiting", news.waiting}});
}

}  // namespace traypulse::runtime
