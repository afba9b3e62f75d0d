// Evidence frozen at the edge: what the engine itself knows when something begins to fail.
#include "agent/engine/engine.h"

namespace traypulse {

void Engine::open_dossier(Instant now, const Entry& entry) {
    const auto id = entry.monitor.id();
    if (dossiers_.has(id)) return;
    if (!dossiers_.wants(now.mono, id, {last_minute(now, entry)})) return;
    const auto* anchor = answering_anchor();
    if (anchor == nullptr)
        for (const auto& e : entries_)
            if (e.monitor.spec().role == TargetRole::anchor && e.monitor.id() != id) anchor = &e;
    const auto inquiry = inquiries_.ask(now.mono, Question::evidence, id,
                                        anchor == nullptr ? TargetId() : anchor->monitor.id(),
                                        asking::kEvidencePause);
    if (!inquiry) return;
    dossiers_.open(now.mono, id, inquiry->id, frozen(now, entry));
    effects_.emplace_back(*inquiry);
}

Evidence Engine::last_minute(Instant now, const Entry& entry) {
    const auto& m = entry.monitor;
    std::string what = "Last minute of " + (spoken_of(entry) ? m.spec().name : m.address());
    if (spoken_of(entry) && !m.address().empty()) what += " (" + m.address() + ")";
    std::string value(to_string(m.state()));
    if (m.suspected()) value += ", being re-checked";
    return {what, value + "; " + m.last_minute(), now.wall};
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
