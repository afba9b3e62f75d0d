// What is wrong with single targets, when the way to them is not.
#include <cerrno>

#include "agent/engine/rules.h"

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
        auto words = "Packets of up to " + std::to_string(t.path_mtu->mtu) + " bytes reach " +
                     naming(t) + "; larger ones vanish without a word.";
        reasons.push_back(std::move(words));
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
             {"This computer refuses to send to " + listing(names(f, blocked)) +
              " (operation not permitted)."}}};
}

std::vector<Finding> target_blocks_icmp(const Facts& f, const Explained& explained) {
    std::vector<Finding> out;
    for (const auto& t : f.targets)
        if (broken(f, t, explained) && shows_life(f, t))
            out.push_back({Cause::target_blocks_icmp,
                           Confidence::certain,
                           {t.id},
                           {t.id},
                           {naming(t) + " does not answer ping, but " + t.service->how + "."}});
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
                           {naming(t) + " keeps going and coming back."}});
    return out;
}

std::vector<Finding> target_down(const Facts& f, const Explained& explained) {
    std::vector<Finding> out;
    for (const auto& t : f.targets) {
        if (!broken(f, t, explained) || merely_quiet(f, t)) continue;
        const auto* first = &culprit(f, t);
        if (first->hidden || explained.count(first->id) > 0) first = &t;
        auto it = std::find_if(out.begin(), out.end(),
                               [&](const auto& o) { return o.affected[0] == first->id; });
        if (it == out.end()) {
            out.push_back({Cause::target_down,
                           Confidence::certain,
                           {first->id},
                           {},
                           {naming(*first) + " does not answer."}});
            it = out.end() - 1;
        }
        if (t.id == first->id) continue;
        it->affected.push_back(t.id);
        it->reasons.push_back(naming(t) + " is reached through it.");
    }
    return out;
}

}  // namespace traypulse::rules
