// What is known at this moment, for the rules.
#include <algorithm>
#include <utility>

#include "agent/engine/engine.h"
#include "agent/engine/judging.h"
#include "shared/ip_address.h"

namespace traypulse {

void Engine::note_tunnel(Entry& entry) const {
    const auto& m = entry.monitor;
    if (m.state() != TargetState::up && m.state() != TargetState::degraded) return;
    const auto& address = m.ip();
    const bool now_tunnelled = address && is_tunnelled(network_, *address);
    // What is still up moments after a tunnel went has not been missed yet.
    if (now_tunnelled || now_.mono - network_since_ > judging::kGrace)
        entry.notes.tunnelled = now_tunnelled;
}

TargetRole Engine::role_of(const Entry& entry) const {
    const auto& m = entry.monitor;
    const auto& routers = network_.routers;
    if (m.spec().role != TargetRole::ordinary || !is_icmp(m.spec().check.kind))
        return m.spec().role;
    const bool named = std::find(routers.begin(), routers.end(), m.address()) != routers.end();
    return named ? TargetRole::router : TargetRole::ordinary;
}

Facts Engine::facts() const {
    Facts f;
    f.network = network_;
    if (const auto* network = networks_.present()) f.first_hops = network->first_hops;
    f.portal = portal_.believed();
    f.dns_answers = resolvers_.any() && resolvers_.last_answered();
    f.dns_failing = channel_ready_ && network_.link_up && resolvers_.failing();
    f.targets.reserve(entries_.size());
    f.places = &places_;
    for (const auto& entry : entries_) {
        const auto& m = entry.monitor;
        TargetFact t;
        t.id = m.id();
        t.role = role_of(entry);
        t.state = m.state();
        t.suspected = m.suspected();
        const auto& literal = m.host_ip();
        const auto& address = literal ? literal : m.ip();
        t.loopback = address && address->is_loopback();
        t.by_name = !literal && m.spec().check.host.rfind('@', 0) != 0;
        t.unresolved = m.address().empty();
        t.ever_answered = m.ever_answered();
        t.local_error = m.local_error();
        t.refused = m.refused();
        t.last_heard = m.last_heard();
        t.failing_since = m.failing_since();
        t.kind = m.spec().check.kind;
        t.name = m.spec().name;
        t.address = literal ? m.spec().check.host : m.address();
        t.hidden = m.spec().hidden;
        if (address) {
            t.family = address->family;
            // A tunnel that is gone has no routes any more; what answered through it did.
            t.tunnelled =
                is_tunnelled(network_, *address) ||
                ((m.state() == TargetState::down || m.suspected()) && entry.notes.tunnelled);
        }
        t.companion_of = entry.notes.companion_of;
        t.companion = entry.notes.companion;
        t.service = entry.notes.service;
        t.path_mtu = entry.notes.path_mtu;
        t.unstable = alerting_.unstable(m.id());
        t.parent = entry.notes.parent;
        f.targets.push_back(std::move(t));
    }
    return f;
}

}  // namespace traypulse
