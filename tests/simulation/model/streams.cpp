// The world's second part: streams of requests, bursts, and what comes of them.
#include <utility>

#include "tests/simulation/model/world.h"

namespace traypulse::model {

using namespace std::chrono_literals;
using protocol::Outcome;

World::Line& World::line(TargetId id) {
    if (lines_.size() <= id.value) lines_.resize(id.value + 1);
    return lines_[id.value];
}

const Destination& World::destination(Line& l) {
    if (l.to_version != version_) {
        l.to = carrier_.find(*l.address);
        l.to_version = version_;
    }
    return l.to;
}

void World::start(TargetId id) {
    const auto* spec = engine_->spec(id);
    if (spec == nullptr) return;
    auto& l = line(id);
    const bool same_host = l.address && l.spec.check == spec->check;
    l.spec = *spec;
    l.wanted = true;
    if (!same_host) {
        l.address.reset();
        return after({}, [this, id](Engine&) { lookup(id); });
    }
    begin(id, ProbeSource::stream, 0, spec->interval, spec->timeout);
}

void World::stop(Line& l) {
    l.stream.generation = ++turn_;
    l.burst.generation = ++turn_;
    ++l.refresh;
    l.stream.running = false;
    l.wanted = false;
    l.address.reset();
}

void World::begin(TargetId id, ProbeSource source, int count, Nanoseconds interval,
                  Nanoseconds timeout) {
    auto& l = line(id);
    if (is_icmp(l.spec.check.kind) && !helper_alive_) return;
    auto& s = stream(l, source);
    s = Stream{++turn_, true, count, 0, interval, timeout};
    Event e;
    e.at = now_;
    e.what = Event::What::send;
    e.source = source;
    e.target = id;
    e.generation = s.generation;
    events_.plan(e);
}

void World::handle(const Event& event) {
    if (event.what == Event::What::call) return events_.run(event);
    if (!engine_) return;
    auto& l = line(event.target);
    if (stream(l, event.source).generation != event.generation) return;
    switch (event.what) {
        case Event::What::send:
            send(event);
            break;
        case Event::What::result:
            deliver(event);
            break;
        default:
            engine_->on_recheck_ended(now(), event.target);
            drain();
            break;
    }
}

void World::send(const Event& event) {
    auto& l = line(event.target);
    auto& s = stream(l, event.source);
    if (is_icmp(l.spec.check.kind))
        ask(event, l, s);
    else
        check(event, l, s);
    auto next = event;
    if (s.left == 0 || --s.left > 0) {
        next.at = now_ + s.interval;
    } else {
        next.what = Event::What::burst_over;
        next.at = now_ + s.timeout + 1ms;
    }
    events_.plan(next);
}

void World::ask(const Event& event, Line& l, Stream& s) {
    const auto fate = carrier_.echo(destination(l), now_);
    auto e = event;
    e.what = Event::What::result;
    e.sequence = s.sequence++;
    e.at = now_ + s.timeout;
    switch (fate.kind) {
        case Fate::Kind::not_sent:
            e.outcome = Outcome::send_failed;
            e.error = static_cast<std::uint32_t>(fate.error);
            e.at = now_;
            break;
        case Fate::Kind::unreachable:
        case Fate::Kind::answered:
            e.outcome = fate.kind == Fate::Kind::answered ? Outcome::reply : Outcome::unreachable;
            e.rtt = fate.rtt;
            if (fate.rtt > s.timeout) {  // first given up, then it comes
                auto gone = e;
                gone.outcome = Outcome::timeout;
                gone.rtt = {};
                events_.plan(gone);
                e.outcome = Outcome::late;
            }
            e.at = now_ + fate.rtt;
            break;
        case Fate::Kind::silent:
            break;
    }
    events_.plan(e);
}

void World::deliver(const Event& event) {
    protocol::ProbeResult result;
    result.sequence = Sequence(event.sequence);
    result.outcome = event.outcome;
    result.rtt = Rtt(event.rtt);
    result.error = event.error;
    result.ttl = Ttl(57);
    if (event.outcome == Outcome::unreachable) {
        result.icmp_type = 3;
        result.icmp_code = 1;
        result.responder = network_.router.address;
    }
    ++results_;
    engine_->on_result(now(), event.target, event.source, result);
    drain();
}

void World::check(const Event& event, Line& l, const Stream& s) {
    const auto outcome = carrier_.check(destination(l), l.spec.check, s.timeout, now_);
    const auto age = outcome.took;
    auto told = outcome;
    if (told.status == CheckStatus::timeout) told.took = {};
    after(age, [this, event, told, age](Engine& engine) {
        if (stream(line(event.target), event.source).generation != event.generation) return;
        ++results_;
        engine.on_outcome(now(), event.target, event.source, told, age);
    });
}

}  // namespace traypulse::model
