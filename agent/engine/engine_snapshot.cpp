// What the engine shows of itself.
#include "agent/engine/cause_words.h"
#include "agent/engine/engine.h"
#include "agent/engine/judging.h"
#include "agent/engine/notice_text.h"
#include "agent/translations/translate.h"

namespace traypulse {

Snapshot Engine::snapshot(Instant now, SnapshotDetail detail) {
    Snapshot s;
    s.revision = revision_;
    s.taken = now.wall;
    s.taken_mono = now.mono;
    s.verdict = verdict_;
    s.targets.reserve(entries_.size());
    for (auto& entry : entries_) {
        if (!spoken_of(entry)) continue;
        s.targets.push_back(entry.monitor.view(now));
        auto& view = s.targets.back();
        view.state = entry.notes.state;
        view.reason = seen(entry).reason;
        view.since = entry.notes.since.wall;
        if (entry.notes.substitute) view.check = entry.notes.substitute->own.uri();
        const auto& muted = alerting_.mutes().targets();
        if (const auto it = muted.find(entry.monitor.spec().name); it != muted.end()) {
            s.targets.back().muted = true;
            s.targets.back().muted_until = it->second;
        }
        if (detail != SnapshotDetail::metrics) continue;
        auto report = entry.monitor.metrics().report(now);
        if (report.of(metrics::Window::hour).sent > 0)
            s.targets.back().metrics = std::make_shared<const metrics::Report>(std::move(report));
    }
    s.evidence = evidence(now);
    if (detail == SnapshotDetail::metrics) s.outages = records_.all();
    s.held_back = alerting_.held_back();
    s.paused_all = paused_all_;
    s.paused_until = paused_until_;
    s.muted = alerting_.mutes().everything();
    s.muted_until = alerting_.mutes().everything_until();
    for (const auto& [cause, end] : alerting_.mutes().causes())
        s.muted_causes.push_back({cause, end});
    s.slowed = slowed_;
    s.channel = channel_;
    s.config_problem = config_problem_;
    return s;
}

Evidence Engine::lookups_line(Instant now) const {
    return {tr("Name look-ups"),
            resolvers_.last_answered() ? trc("look-ups", "answered")
                                       : tr("not answered by any resolver"),
            now.wall};
}

std::vector<Evidence> Engine::evidence(Instant now) const {
    std::vector<Evidence> out;
    for (const auto& o : book_.open())
        if (OutageBook::shown(o))
            for (const auto& reason : o.reasons)
                out.push_back(
                    {tr("{0} ({1})", words_of(o.cause).title, words::confidence(o.confidence)),
                     reason, o.began.wall});
    if (!channel_ready_) out.push_back({tr("Sending echo requests"), channel_problem_, now.wall});
    if (network_.known) {
        std::string link = network_.link_up ? tr("connected") : tr("not connected");
        if (network_.link_up && !network_.interface.empty())
            link = tr("connected through {0}", network_.interface);
        if (network_.link_up && !network_.default_route) link = tr("{0}, no default route", link);
        out.push_back({tr("Network link"), link, now.wall});
    }
    for (const auto& n : network_.neighbours)
        if (n.neighbour != NeighbourState::unknown)
            out.push_back({tr("Router {0} on the link", n.address),
                           n.neighbour == NeighbourState::failed ? tr("not seen (neighbour failed)")
                                                                 : tr("seen"),
                           now.wall});
    for (const auto& t : network_.tunnels)
        out.push_back({tr("VPN {0}", t.interface), t.up ? tr("up") : tr("down"), now.wall});
    if (const auto& portal = portal_.believed()) {
        using State = PortalAnswer::State;
        out.push_back({tr("Sign-in page"),
                       portal->state == State::open      ? std::string(tr("none in the way"))
                       : portal->state == State::captive ? tr("in the way: {0}", portal->detail)
                                                         : tr("not known: {0}", portal->detail),
                       now.wall});
    }
    if (resolvers_.any()) out.push_back(lookups_line(now));
    for (const auto& entry : entries_) {
        const auto& m = entry.monitor;
        if (!spoken_of(entry)) continue;
        const auto role = role_of(entry);
        const bool witness = role != TargetRole::ordinary;
        const bool trouble = m.state() == TargetState::down || m.state() == TargetState::degraded ||
                             m.suspected() || (m.state() == TargetState::unknown && channel_ready_);
        if (!witness && !trouble) continue;
        std::string what = m.spec().name;
        if (!m.address().empty() && m.address() != what) what = tr("{0} ({1})", what, m.address());
        auto value = words::state(m.state());
        if (m.state() == TargetState::up) value = tr("answers");
        if (m.suspected()) value = tr("being re-checked");
        if (!m.reason().empty()) value = tr("{0}: {1}", value, m.reason());
        out.push_back({what, value, m.since().wall});
    }
    return out;
}

}  // namespace traypulse
