// What is wrong with single targets, when the way to them is not.
#include <cerrno>
#include <unordered_map>

#include "agent/engine/rules.h"

#include "agent/translations/translate.h"

namespace traypulse::rules {
namespace {

/// The topmost silent target on the way to `t`, itself included.
const TargetFact& culprit(const Facts& f, const TargetFact& t) {
    const TargetFact* at = &t;
    for (std::size_t steps = 0; at->parent && steps < f.targets.size(); ++steps) {
        const auto* parent = f.find(*at->parent);
        if (parent == nullptr || !wholly_down(f, *parent)) break;
        at = parent;
    }
    return *at;
}

/// A router that is silent while something beyond it answers does not answer pings: no fault. Nor
/// does an anchor that never did: it is the program's choice, and others show that the way is open.
bool merely_quiet(const Facts& f, const TargetFact& t) {
    const bool witness = t.role == TargetRole::router ||
                         (t.role == TargetRole::anchor && !t.ever_answered && is_icmp(t.kind));
    return witness && count(f, [](const auto& o) {
                          return remote(o) && o.role != TargetRole::router && answers(o);
                      }) > 0;
}

/// One that can be spoken of, is not explained by something wider, and does not answer at all.
bool broken(const Facts& f, const TargetFact& t, const Explained& explained) {
    return wholly_down(f, t) && !t.hidden && !t.companion_of && explained.count(t.id) == 0;
}

}  // namespace

std::vector<Finding> path_mtu_black_hole(const Facts& f, const Explained& explained) {
    const auto swallowed = [&](const TargetFact& t) {
        return down(t) && explained.count(t.id) == 0 && t.path_mtu.has_value() &&
               t.path_mtu->finding == MtuFinding::black_hole && !is_icmp(t.kind);
    };
    const auto found = ids(f, swallowed);
    const auto affected = speakable(f, found);
    if (affected.empty()) return {};
    std::vector<std::string> reasons;
    for (auto id : found) {
        const auto& t = *f.find(id);
        reasons.push_back(
            tr("Packets of up to {0} bytes reach {1}; larger ones vanish without a word.",
               t.path_mtu->mtu, naming(t)));
    }
    return {{Cause::path_mtu_black_hole, Confidence::certain, affected, found, std::move(reasons)}};
}

std::vector<Finding> local_firewall(const Facts& f, const Explained& explained) {
    const auto blocked = [&](const TargetFact& t) {
        return watched(t) && t.local_error == EPERM && explained.count(t.id) == 0;
    };
    // A single refusal may be a full queue's; whom it has hit as well is counted then.
    if (count(f, [&](const auto& t) { return blocked(t) && t.refused; }) == 0) return {};
    const auto found = ids(f, blocked);
    const auto affected = speakable(f, found);
    if (affected.empty()) return {};
    return {{Cause::local_firewall,
             Confidence::certain,
             affected,
             found,
             {tr("This computer refuses to send to {0} (operation not permitted).",
                 listing(names(f, blocked)))}}};
}

std::vector<Finding> target_blocks_icmp(const Facts& f, const Explained& explained) {
    std::vector<Finding> out;
    for (const auto& t : f.targets)
        if (broken(f, t, explained) && shows_life(f, t))
            out.push_back({Cause::target_blocks_icmp,
                           Confidence::certain,
                           {t.id},
                           {t.id},
                           {tr("{0} does not answer ping, but {1}.", naming(t), t.service->how)}});
    return out;
}

std::vector<Finding> unstable(const Facts& f, const Explained& explained) {
    std::vector<Finding> out;
    for (const auto& t : f.targets)
        if (watched(t) && t.unstable && !t.hidden && !t.companion_of && explained.count(t.id) == 0)
            out.push_back({Cause::unstable,
                           Confidence::certain,
                           {t.id},
                           {t.id},
                           {tr("{0} keeps going and coming back.", naming(t))}});
    return out;
}

std::vector<Finding> target_down(const Facts& f, const Explained& explained) {
    std::vector<Finding> out;
    std::unordered_map<TargetId, std::size_t> places;  // of the first ones' findings
    for (const auto& t : f.targets) {
        if (!broken(f, t, explained) || merely_quiet(f, t)) continue;
        const auto* first = &culprit(f, t);
        if (first->hidden || explained.count(first->id) > 0) first = &t;
        const auto [place, fresh] = places.try_emplace(first->id, out.size());
        if (fresh)
            out.push_back({Cause::target_down,
                           Confidence::certain,
                           {first->id},
                           {},
                           {tr("{0} does not answer.", naming(*first))}});
        if (t.id == first->id) continue;
        auto& finding = out[place->second];
        finding.affected.push_back(t.id);
        finding.reasons.push_back(tr("{0} is reached through it.", naming(t)));
    }
    return out;
}

}  // namespace traypulse::rules
