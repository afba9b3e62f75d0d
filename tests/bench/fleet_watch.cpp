#include "tests/bench/fleet_watch.h"

#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

namespace traypulse::bench {
namespace {

using namespace std::chrono_literals;

constexpr Nanoseconds kInterval = 2s;
constexpr Nanoseconds kTimeout = 1s;
constexpr Nanoseconds kRtt = 20ms;
constexpr Nanoseconds kServiceTaken = 3s;  // nothing answers there
constexpr std::uint32_t kEachOfTen = 10;
constexpr std::string_view kTarget = "Target ";

std::string address_of(std::uint32_t n) {
    return "10." + std::to_string(n / 65536) + "." + std::to_string(n / 256 % 256) + "." +
           std::to_string(n % 256);
}

/// The first is the router; behind all others stand two anchors that nobody sees, as in the
/// configuration of a person who names none.
EngineSettings fleet(std::uint32_t targets, bool families) {
    EngineSettings out;
    out.both_families = families;
    for (std::uint32_t n = 1; n <= targets; ++n) {
        TargetSpec t;
        t.name = std::string(kTarget) + std::to_string(n);
        t.check.host = families && n > 1 ? "host" + std::to_string(n) + ".example" : address_of(n);
        t.interval = kInterval;
        if (n == 1) t.role = TargetRole::router;
        out.targets.push_back(std::move(t));
    }
    for (const auto* address : {"198.51.100.1", "203.0.113.1"}) {
        TargetSpec t;
        t.name = std::string("Anchor ") + address;
        t.check.host = address;
        t.interval = kInterval;
        t.role = TargetRole::anchor;
        t.hidden = true;
        out.targets.push_back(std::move(t));
    }
    return out;
}

}  // namespace

Nanoseconds processor_time() {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return std::chrono::seconds(t.tv_sec) + Nanoseconds(t.tv_nsec);
}

FleetWatch::FleetWatch(std::uint32_t targets, bool families)
    : targets_(targets), spread_(kInterval / targets) {
    engine_.emplace(now(), fleet(targets, families), [](WallTime) { return std::string(); });
    NetworkFacts network;
    network.known = network.link_up = network.default_route = true;
    network.interface = "eth0";
    network.routers = {address_of(1)};
    input([=](Engine& e, Instant at) { e.on_network(at, network); });
    input([](Engine& e, Instant at) { e.on_channel_ready(at, "helper"); });
}

bool FleetWatch::judged_rightly() {
    const auto snapshot = engine_->snapshot(now());
    return watching_ &&
           std::all_of(snapshot.targets.begin(), snapshot.targets.end(), [this](const auto& t) {
               return t.state == (line(t.id).dies && dead_ ? TargetState::down : TargetState::up);
           });
}

// As Runtime::input() and after_inputs().
void FleetWatch::input(Input what) {
    inputs_.push_back(std::move(what));
    if (std::exchange(busy_, true)) return;
    while (!inputs_.empty()) {
        const auto next = std::move(inputs_.front());
        inputs_.pop_front();
        std::vector<Effect> effects;
        engine_does([&] {
            next(*engine_, now());
            effects = engine_->take_effects();
        });
        for (const auto& effect : effects) carry_out(effect);
    }
    busy_ = false;
    engine_does([&] {
        watching_ = engine_->watching();
        deadline_ = engine_->next_deadline(now());
    });
}

void FleetWatch::carry_out(const Effect& effect) {
    if (const auto* s = std::get_if<effect::StartTarget>(&effect)) {
        start(s->target);
    } else if (const auto* stop = std::get_if<effect::StopTarget>(&effect)) {
        for (auto& g : line(stop->target).generation) ++g;
    } else if (const auto* r = std::get_if<effect::Recheck>(&effect)) {
        auto& l = line(r->target);
        l.left = static_cast<std::uint32_t>(r->count);
        l.pause = r->interval;
        l.timeout = r->timeout;
        ++generation(r->target, ProbeSource::recheck);
        plan(r->target, ProbeSource::recheck, model::Event::What::send, 1us);
    } else if (const auto* sr = std::get_if<effect::StopRecheck>(&effect)) {
        ++generation(sr->target, ProbeSource::recheck);
    } else if (const auto* q = std::get_if<effect::Inquire>(&effect)) {
        Answer answer = EvidenceAnswer{{{"Neighbour", "answers", now().wall}}, true};
        if (q->question == Question::service) answer = ServiceAnswer{};
        events_.plan(now_ + kServiceTaken, [this, id = q->id, answer] {
            input([id, answer](Engine& e, Instant at) { e.on_answer(at, id, answer); });
        });
    }
}

// As the prober: the address first, then the stream.
void FleetWatch::start(TargetId id) {
    const auto* spec = engine_->spec(id);
    if (!std::exchange(line(id).addressed, true)) {
        const auto number = std::strtoul(spec->name.c_str() + kTarget.size(), nullptr, 10);
        line(id).dies = spec->name.starts_with(kTarget) && number % kEachOfTen == 0;
        const bool named = !IpAddress::parse(spec->check.host);
        const auto four = named ? address_of(id.value) : spec->check.host;
        const auto six = "2001:db8::" + std::to_string(id.value % 10000);
        if (named)
            input([id, all = std::vector{*IpAddress::parse(four), *IpAddress::parse(six)}](
                      Engine& e, Instant at) { e.on_addresses(at, id, all); });
        const bool over_six = spec->check.kind == CheckKind::icmp6;
        input([id, address = over_six ? six : four](Engine& e, Instant at) {
            e.on_address(at, id, address);
        });
    }
    ++generation(id, ProbeSource::stream);
    plan(id, ProbeSource::stream, model::Event::What::send, spread_ * (id.value % targets_));
}

void FleetWatch::plan(TargetId id, ProbeSource source, model::Event::What what, Nanoseconds after) {
    model::Event event;
    event.at = now_ + after;
    event.what = what;
    event.source = source;
    event.target = id;
    event.generation = generation(id, source);
    events_.plan(event);
}

void FleetWatch::send(model::Event event) {
    const bool burst = event.source == ProbeSource::recheck;
    auto& l = line(event.target);
    const auto timeout = burst ? l.timeout : kTimeout;
    const bool lost = (dead_ && l.dies) || random_.chance(loss_);
    auto result = event;
    result.what = model::Event::What::result;
    result.outcome = lost ? protocol::Outcome::timeout : protocol::Outcome::reply;
    result.rtt = lost ? Nanoseconds::zero() : kRtt;
    result.at = now_ + (lost ? timeout : kRtt);
    events_.plan(result);
    ++event.sequence;
    event.at = now_ + (burst ? l.pause : kInterval);
    if (burst && --l.left == 0) {
        event.what = model::Event::What::burst_over;
        event.at = now_ + timeout + 1ms;
    }
    events_.plan(event);
}

void FleetWatch::deliver(const model::Event& event) {
    protocol::ProbeResult result;
    result.sequence = Sequence(event.sequence);
    result.outcome = event.outcome;
    result.rtt = Rtt(event.rtt);
    ++results_;
    input([id = event.target, source = event.source, result](Engine& e, Instant at) {
        // As for the log's line.
        if (e.spec(id) != nullptr) e.on_result(at, id, source, result);
    });
}

std::chrono::duration<double, std::nano> FleetWatch::take_spent() {
    constexpr int kTries = 10'000;
    const auto began = processor_time();
    for (int i = 0; i < kTries; ++i) (void)processor_time();
    const std::chrono::duration<double, std::nano> tries = processor_time() - began;
    const double reading = static_cast<double>(std::exchange(looks_, 0)) / kTries;
    return std::exchange(spent_, {}) - tries * reading;
}

void FleetWatch::run_for_results(std::uint64_t count) {
    for (const auto end = results_ + count; results_ < end;) run_for(kInterval);
}

void FleetWatch::run_for(Nanoseconds time) {
    const auto end = now_ + time;
    while (true) {
        const auto event_at = events_.empty() ? MonoTime::max() : events_.next();
        if (deadline_ && *deadline_ < std::min(event_at, end)) {
            // Timers of the loop have milliseconds, and are not due twice in the same one.
            const auto due = std::chrono::ceil<std::chrono::milliseconds>(*deadline_);
            now_ = due > now_ ? MonoTime(due) : now_ + 1ms;
            input([](Engine& e, Instant at) { e.tick(at); });
            continue;
        }
        if (event_at >= end) break;
        const auto event = events_.take();
        now_ = std::max(now_, event.at);
        if (event.what == model::Event::What::call) {
            events_.run(event);
        } else if (event.generation == generation(event.target, event.source)) {
            if (event.what == model::Event::What::send) send(event);
            if (event.what == model::Event::What::result) deliver(event);
            if (event.what == model::Event::What::burst_over)
                input([id = event.target](Engine& e, Instant at) { e.on_recheck_ended(at, id); });
        }
    }
    now_ = std::max(now_, end);
}

}  // namespace traypulse::bench
