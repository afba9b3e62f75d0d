// One name, two families: a hidden companion beside the target, and one state for both.
#include <algorithm>
#include <utility>

#include "agent/engine/engine.h"
#include "agent/engine/families.h"
#include "agent/translations/translate.h"

namespace traypulse {

void Engine::on_addresses(Instant now, TargetId id, const std::vector<IpAddress>& addresses) {
    begin(now);
    auto* entry = find(id);
    if (entry == nullptr || entry->notes.companion_of) return;
    if (entry->notes.addresses == addresses) return;
    entry->notes.addresses = addresses;
    reconsider_companion(now, id);
    note_all_due();  // there may be one more, or one less
    settle_soon();
}

const Engine::Entry* Engine::companion_of(const Entry& main) const {
    return main.notes.companion ? find(*main.notes.companion) : nullptr;
}

void Engine::reconsider_companion(Instant now, TargetId id) {
    auto* main = find(id);
    if (main == nullptr) return;
    // A name that cannot be looked up for a moment keeps what it had.
    if (main->notes.addresses.empty()) return;
    std::optional<TargetSpec> wanted;
    const auto& spec = main->monitor.spec();
    if (settings_.both_families && !spec.hidden && families::follows_any(spec)) {
        const auto family = families::other_family(main->notes.addresses, main->monitor.ip());
        if (family) wanted = families::companion(spec, *family);
    }
    if (const auto* present = companion_of(*main)) {
        const auto& is = present->monitor.spec();
        if (wanted && is.check == wanted->check && is.options == wanted->options) return;
        const auto gone = present->monitor.id();
        effects_.emplace_back(effect::StopTarget{gone});
        inquiries_.forget(gone);
        main->notes.companion.reset();
        remove(gone);
    }
    if (!wanted) return;
    Entry fresh{TargetMonitor(TargetId(next_id_++), *wanted, settings_.alerts, now), {}};
    fresh.notes.companion_of = id;
    find(id)->notes.companion = fresh.monitor.id();
    auto& added = add(std::move(fresh));
    if (const auto reason = pause_reason(added); !reason.empty())
        added.monitor.pause(now, reason);
    else
        start(added);
}

// After the entries were made anew: a companion stays as long as what it belongs to does.
void Engine::keep_companions(Instant now, std::vector<Entry>& old) {
    for (auto it = old.begin(); it != old.end();) {
        const auto id = it->notes.companion_of;
        const auto* main = id ? find(*id) : nullptr;
        if (main == nullptr) {
            ++it;
            continue;
        }
        add(std::move(*it));
        it = old.erase(it);
    }
    std::vector<TargetId> mains;
    for (const auto& e : entries_)
        if (!e.notes.companion_of) mains.push_back(e.monitor.id());
    for (auto id : mains) reconsider_companion(now, id);
}

// What a person sees of it now.
families::Whole Engine::seen(const Entry& entry) const {
    const auto& m = entry.monitor;
    const auto& notes = entry.notes;
    const auto part = [](const Entry& e) {
        families::Part p{e.monitor.state(), e.monitor.reason(), Family::ipv4,
                         e.monitor.local_error()};
        if (const auto& a = e.monitor.ip()) p.family = a->family;
        if (e.monitor.spec().check.kind == CheckKind::icmp6 ||
            e.monitor.spec().options.family == FamilyWish::ipv6)
            p.family = Family::ipv6;
        return p;
    };
    families::Whole whole{m.state(), m.reason(), false};
    if (const auto* companion = companion_of(entry))
        whole = families::combine(
            part(entry), part(*companion),
            std::any_of(findings_.begin(), findings_.end(),
                        [](const auto& f) { return f.cause == Cause::ipv6_broken; }));
    if (whole.state == TargetState::down && notes.service && notes.service->alive)
        whole = {TargetState::up, tr("does not answer ping, but {0}", notes.service->how), false};
    // No fault, as far as one can tell; what a silent router explains is told by its outage.
    const bool quiet_router =
        role_of(entry) == TargetRole::router && is_icmp(m.spec().check.kind) && !m.ever_answered();
    if (whole.state == TargetState::down && quiet_router &&
        std::none_of(findings_.begin(), findings_.end(),
                     [](const auto& f) { return f.cause == Cause::router_unreachable; }))
        whole = {TargetState::unknown, tr("does not answer ping"), false};
    if (whole.state == TargetState::up && notes.substitute) whole.reason = notes.substitute->why;
    return whole;
}

void Engine::see(Instant now, Entry& entry, Nanoseconds undecided) {
    const auto& m = entry.monitor;
    auto& notes = entry.notes;
    auto whole = seen(entry);
    // Whether the other family fails as well, or all of this one, is known in a moment.
    if (whole.split && notes.state == TargetState::up && undecided > Nanoseconds::zero()) return;
    notes.reason = std::move(whole.reason);
    if (whole.state == notes.state) return;
    const auto from = std::exchange(notes.state, whole.state);
    notes.since = whole.state == m.state() ? m.since() : now;
    alerting_.target_moved(now, m.id(), from, whole.state);
    effects_.emplace_back(
        effect::Transition{m.id(), m.spec().name, from, whole.state, notes.reason});
}

}  // namespace traypulse
