// Evidence frozen at the edge: what the engine itself knows when something begins to fail.
#include "agent/engine/engine.h"

#include "agent/translations/translate.h"

namespace traypulse {

void Engine::open_dossier(Instant now, const Entry& entry) {
    const auto id = entry.monitor.id();
    if (dossiers_.has(id)) return;
    if (!dossiers_.wants(now.mono, id, {last_minute(now, entry)})) return;
    const auto* anchor = answering_anchor();
    if (anchor == nullptr)
        for (const auto place : anchors_)
            if (entries_[place].monitor.id() != id) anchor = &entries_[place];
    const auto inquiry = inquiries_.ask(now.mono, Question::evidence, id,
                                        anchor == nullptr ? TargetId() : anchor->monitor.id(),
                                        asking::kEvidencePause);
    if (!inquiry) return;
    dossiers_.open(now.mono, id, inquiry->id, frozen(now, entry));
    effects_.emplace_back(*inquiry);
}

Evidence Engine::last_minute(Instant now, const Entry& entry) {
    const auto& m = entry.monitor;
    auto name = spoken_of(entry) ? m.spec().name : m.address();
    if (spoken_of(entry) && !m.address().empty()) name = tr("{0} ({1})", name, m.address());
    const auto state = words::state(m.state());
    return {tr("Last minute of {0}", name),
            m.suspected() ? tr("{0}, being re-checked; {1}", state, m.last_minute())
                          : tr("{0}; {1}", state, m.last_minute()),
            now.wall};
}

// What is known without asking, at this moment. Link, routers and tunnels are not among it: the
// answer to the inquiry begins with them, in more detail.
std::vector<Evidence> Engine::frozen(Instant now, const Entry& suspect) const {
    std::vector<Evidence> out{last_minute(now, suspect)};
    for (const auto& e : entries_)
        if (e.monitor.id() != suspect.monitor.id() && role_of(e) != TargetRole::ordinary &&
            e.monitor.state() != TargetState::paused)
            out.push_back(last_minute(now, e));
    if (resolvers_.any()) out.push_back(lookups_line(now));
    return out;
}

}  // namespace traypulse
