#include "tests/simulation/simulated_world.h"

#include <cstdio>

namespace traypulse::simulation {
namespace {

/// 2026-01-05 12:00 UTC: any moment will do, as long as it is the same in each run.
constexpr std::chrono::seconds kWallBegin{1767614400};

std::string utc_clock(WallTime t) {
    const auto minutes =
        std::chrono::duration_cast<std::chrono::minutes>(t.time_since_epoch()).count();
    char text[8];
    std::snprintf(text, sizeof text, "%02d:%02d", static_cast<int>(minutes / 60 % 24),
                  static_cast<int>(minutes % 60));
    return text;
}

}  // namespace

World::World(EngineSettings settings, std::uint64_t seed) : random_(seed) {
    for (const auto& t : settings.targets) behaviours_[t.name];
    engine_.emplace(now(), std::move(settings), utc_clock);
    input([&](Instant at) { engine_->on_channel_ready(at, "helper"); });
}

Instant World::now() const {
    const auto elapsed_wall = now_.time_since_epoch() - kBegin + wall_offset_;
    return {now_, WallTime(kWallBegin) +
                      std::chrono::duration_cast<std::chrono::microseconds>(elapsed_wall)};
}

void World::schedule(Nanoseconds after, std::function<void()> run) {
    events_.push({now_ + after, order_++, std::move(run)});
}

void World::input(const std::function<void(Instant)>& what) {
    what(now());
    for (auto effects = engine_->take_effects(); !effects.empty();
         effects = engine_->take_effects())
        for (const auto& e : effects) {
            effects_.push_back(e);
            carry_out(e);
        }
}

void World::run_for(Nanoseconds duration) {
    run_until([] { return false; }, duration);
}

bool World::run_until(const std::function<bool()>& done, Nanoseconds limit) {
    const auto end = now_ + limit;
    while (!done()) {
        auto next = end;
        const auto deadline = engine_->next_deadline(now());
        if (deadline && *deadline < next) next = std::max(*deadline, now_);
        const bool event_first = !events_.empty() && events_.top().at <= next;
        if (event_first) next = events_.top().at;
        now_ = std::max(now_, next);
        if (event_first) {
            const auto event = events_.top();
            events_.pop();
            event.run();
        } else if (deadline && *deadline <= now_) {
            input([&](Instant at) { engine_->tick(at); });
            // A deadline in the past that stays there would be a loop without end in the runtime
            // too.
            if (const auto again = engine_->next_deadline(now()); again && *again <= now_)
                now_ += std::chrono::milliseconds(1);
        } else if (now_ >= end) {
            return done();
        }
    }
    return true;
}

void World::carry_out(const Effect& effect) {
    if (const auto* s = std::get_if<effect::StartTarget>(&effect)) {
        const auto* spec = engine_->spec(s->target);
        begin(s->target, ProbeSource::stream, 0, spec->interval, spec->timeout);
    } else if (const auto* stop = std::get_if<effect::StopTarget>(&effect)) {
        for (auto source : {ProbeSource::stream, ProbeSource::recheck})
            ++stream(stop->target, source).generation;
    } else if (const auto* r = std::get_if<effect::Recheck>(&effect)) {
        begin(r->target, ProbeSource::recheck, r->count, r->interval, r->timeout);
    } else if (const auto* sr = std::get_if<effect::StopRecheck>(&effect)) {
        ++stream(sr->target, ProbeSource::recheck).generation;
    } else if (const auto* n = std::get_if<effect::Notify>(&effect)) {
        told_.push_back({elapsed(), n->notice});
    }
}

void World::begin(TargetId id, ProbeSource source, int count, Nanoseconds interval,
                  Nanoseconds timeout) {
    auto& s = stream(id, source);
    s = Stream{s.generation + 1, true, count, interval, timeout, 0};
    schedule({}, [this, id, source, generation = s.generation] { send(id, source, generation); });
}

// Only echo requests go through the helper.
bool World::alive(TargetId id) const {
    const auto* spec = engine_->spec(id);
    return helper_alive_ || (spec != nullptr && !is_icmp(spec->check.kind));
}

void World::check(TargetId id, ProbeSource source, const Behaviour& b, bool lost) {
    const auto& s = stream(id, source);
    CheckOutcome outcome;
    Nanoseconds after = s.timeout;
    if (b.says) {
        outcome = *b.says;
        after = b.rtt;
    } else if (!b.answers || lost || b.rtt > s.timeout) {
        outcome.status = CheckStatus::timeout;
        outcome.reason = "no answer";
    } else {
        outcome.status = CheckStatus::ok;
        outcome.warning = b.warning;
        outcome.took = after = b.rtt;
    }
    schedule(after, [this, id, source, outcome, after, generation = s.generation] {
        if (stream(id, source).generation != generation) return;
        input([&](Instant at) { engine_->on_outcome(at, id, source, outcome, after); });
    });
}

void World::send(TargetId id, ProbeSource source, std::uint64_t generation) {
    auto& s = stream(id, source);
    if (s.generation != generation || !alive(id)) return;
    const auto* spec = engine_->spec(id);
    if (spec == nullptr) return;
    ++requests_[spec->name];
    const auto& b = behaviours_[spec->name];
    const bool lost = std::uniform_real_distribution<>(0, 1)(random_) < b.loss;
    if (is_icmp(spec->check.kind))
        ask(id, source, b, lost);
    else
        check(id, source, b, lost);
    if (s.left == 0 || --s.left > 0)
        schedule(s.interval, [this, id, source, generation] { send(id, source, generation); });
    else
        schedule(s.timeout + std::chrono::milliseconds(1), [this, id, source, generation] {
            if (stream(id, source).generation == generation && alive(id))
                input([&](Instant at) { engine_->on_recheck_ended(at, id); });
        });
}

void World::ask(TargetId id, ProbeSource source, const Behaviour& b, bool lost) {
    auto& s = stream(id, source);
    protocol::ProbeResult result;
    result.sequence = Sequence(s.sequence++);
    Nanoseconds after = s.timeout;
    if (b.local_error != 0) {
        result.outcome = protocol::Outcome::send_failed;
        result.error = static_cast<std::uint32_t>(b.local_error);
        after = Nanoseconds::zero();
    } else if (b.unreachable) {
        result.outcome = protocol::Outcome::unreachable;
        result.icmp_type = 3;
        result.icmp_code = 1;
        result.responder = *IpAddress::parse("192.0.2.1");
        result.rtt = Rtt(b.rtt);
        after = b.rtt;
    } else if (b.answers && !lost) {
        result.outcome = b.rtt <= s.timeout ? protocol::Outcome::reply : protocol::Outcome::late;
        result.rtt = Rtt(b.rtt);
        after = b.rtt;
    }
    const auto deliver = [this, id, source,
                          generation = s.generation](const protocol::ProbeResult& r) {
        if (stream(id, source).generation != generation || !helper_alive_) return;
        input([&](Instant at) { engine_->on_result(at, id, source, r); });
    };
    if (result.outcome == protocol::Outcome::late)
        schedule(s.timeout, [deliver, result] {
            auto timeout = result;
            timeout.outcome = protocol::Outcome::timeout;
            timeout.rtt = Rtt{};
            deliver(timeout);
        });
    schedule(after, [deliver, result] { deliver(result); });
}

void World::helper_dies() {
    helper_alive_ = false;
    for (auto& [key, s] : streams_)
        if (!alive(key.first)) ++s.generation;
    input([&](Instant at) { engine_->on_channel_lost(at, "the helper is gone"); });
}

void World::helper_returns() {
    helper_alive_ = true;
    input([&](Instant at) { engine_->on_channel_ready(at, "helper"); });
}

void World::sleeps_for(Nanoseconds duration) {
    wall_offset_ += duration;  // CLOCK_MONOTONIC stands still
    input([&](Instant at) { engine_->on_wake(at, duration); });
}

void World::link(bool up) {
    NetworkFacts facts;
    facts.known = true;
    facts.link_up = up;
    facts.default_route = up;
    facts.interface = up ? "eth0" : "";
    if (up) facts.routers = {"192.0.2.1"};
    input([&](Instant at) { engine_->on_network(at, facts); });
}

std::vector<std::string> World::titles() const {
    std::vector<std::string> out;
    for (const auto& t : told_)
        out.push_back((t.notice.kind == NoticeKind::outage ? "outage: " : "recovery: ") +
                      t.notice.title);
    return out;
}

std::uint64_t World::requests(const std::string& target) const {
    const auto it = requests_.find(target);
    return it == requests_.end() ? 0 : it->second;
}

TargetSpec target(const std::string& name, TargetRole role) {
    TargetSpec t;
    t.name = name;
    t.role = role;
    std::uint32_t last = 2;
    for (char c : name) last = (last * 31 + static_cast<unsigned char>(c)) % 250 + 2;
    t.check.host = "198.51.100." + std::to_string(last);
    return t;
}

TargetSpec service(const std::string& name, CheckKind kind) {
    auto t = target(name);
    t.check.kind = kind;
    t.check.port = 443;
    t.interval = is_http(kind) ? std::chrono::seconds(60) : std::chrono::seconds(10);
    t.timeout = is_http(kind) ? std::chrono::seconds(10) : std::chrono::seconds(5);
    return t;
}

EngineSettings home() {
    EngineSettings s;
    s.targets = {target("Router", TargetRole::router), target("Anchor A", TargetRole::anchor),
                 target("Anchor B", TargetRole::anchor), target("Shop"), target("Office")};
    return s;
}

EngineSettings seldom(EngineSettings settings, Nanoseconds interval) {
    for (auto& t : settings.targets) t.interval = interval;
    return settings;
}

}  // namespace traypulse::simulation
