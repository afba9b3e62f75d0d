// What is around the targets: the way to send, the network, sleep. When it changes, what was known
// counts no more.
#include <algorithm>
#include <utility>

#include "agent/engine/engine.h"
#include "agent/engine/judging.h"
#include "agent/translations/translate.h"

namespace traypulse {

void Engine::forget_lookups(Instant now, Nanoseconds grace) {
    resolvers_.reset();
    lookups_count_from_ = std::max(lookups_count_from_, now.mono + grace);
}

void Engine::on_channel_ready(Instant now, const std::string& description) {
    begin(now);
    // Ready while it was ready: a better rung took over. Nothing was lost but the streams.
    const bool took_over = std::exchange(channel_ready_, true);
    channel_ = description;
    channel_problem_.clear();
    for (auto& entry : entries_) {
        if (entry.monitor.state() == TargetState::paused) continue;
        if (!is_icmp(entry.monitor.spec().check.kind)) continue;
        if (took_over)
            entry.monitor.on_recheck_ended(now);
        else
            entry.monitor.start_fresh(now, tr("no data yet"), Nanoseconds::zero());
        start(entry);
    }
    settle(now);
}

void Engine::on_channel_lost(Instant now, const std::string& reason) {
    begin(now);
    channel_ready_ = false;
    channel_problem_ = reason;
    for (auto& entry : entries_)
        if (is_icmp(entry.monitor.spec().check.kind))
            entry.monitor.start_fresh(now, reason, Nanoseconds::zero());
    settle(now);
}

void Engine::on_network(Instant now, const NetworkFacts& network) {
    begin(now);
    if (network == network_) return;
    const auto was = std::exchange(network_, network);
    network_since_ = now.mono;
    const bool another_network = enter_network(now);
    const bool link_back = was.known && network.link_up &&
                           (!was.link_up || (was.routers.empty() && !network.routers.empty()));
    // What a router's neighbour state says is evidence, not another network.
    const bool elsewhere = another_network || !network.same_ways(was);
    if (elsewhere) forget_lookups(now, another_network ? judging::kGrace : Nanoseconds::zero());
    if (another_network) forget_inquiries(now);
    if (elsewhere && network.link_up && network.default_route) portal_.wish(now.mono);
    drop_foreign_outages();
    if (another_network) {
        alerting_.start_fresh();
        book_.drop(tr("another network"),
                   [](const Outage& o) { return o.cause != Cause::no_link && !o.from_before; });
    }
    if (network.known && !network.link_up)
        fresh_all(now, tr("no network link"), Nanoseconds::zero(), false);
    else if (link_back && !another_network)
        greet_link(now);
    else if (another_network || (was.known && !was.routers.empty() && network.routers.empty()))
        fresh_all(now, tr("the network has changed"), judging::kGrace, false);
    for (auto& entry : entries_)
        if (elsewhere && entry.monitor.state() != TargetState::paused)
            effects_.emplace_back(effect::Resolve{entry.monitor.id()});
    settle(now);
}

void Engine::on_wake(Instant now, Nanoseconds slept) {
    begin(now, slept);
    alerting_.start_fresh();
    book_.drop(tr("the computer slept"), [](const Outage&) { return true; });
    fresh_all(now, tr("the computer was asleep for {0}", words::duration(slept)), judging::kGrace,
              true);
    forget_lookups(now, judging::kGrace);
    portal_.reset();
    portal_.wish(now.mono);
    for (auto& entry : entries_)
        if (entry.monitor.state() != TargetState::paused)
            effects_.emplace_back(effect::Resolve{entry.monitor.id()});
    reconsider_pauses(now);
    settle(now);
}

void Engine::fresh_all(Instant now, const std::string& reason, Nanoseconds grace,
                       bool loopback_too) {
    for (auto& entry : entries_)
        if (loopback_too || !entry.monitor.on_loopback())
            entry.monitor.start_fresh(now, reason, grace);
}

// The slate was wiped when the link went; whoever has answered since is only ahead of the kernel's
// message.
void Engine::greet_link(Instant now) {
    for (auto& entry : entries_) {
        if (entry.monitor.on_loopback()) continue;
        if (entry.monitor.state() == TargetState::up)
            entry.monitor.give_grace(now, judging::kGrace);
        else
            entry.monitor.start_fresh(now, tr("the network has changed"), judging::kGrace);
    }
}

// Network cards go before programs do: what fails from here on is the machine's own doing. The
// grace lasts longer than logind delays a sleep (5 s); on_wake() gives its own.
void Engine::on_sleep(Instant now) {
    begin(now);
    alerting_.start_fresh();
    book_.drop(tr("the computer slept"), [](const Outage&) { return true; });
    fresh_all(now, tr("the computer goes to sleep"), judging::kGrace, true);
    forget_lookups(now, judging::kGrace);
    settle(now);
}

}  // namespace traypulse
