#include "agent/engine/rules.h"

namespace traypulse::rules {

std::string naming(const TargetFact& t) {
    if (t.hidden || t.name.empty()) return t.address;
    if (t.address.empty() || t.address == t.name) return t.name;
    return t.name + " (" + t.address + ")";
}

std::string listing(const std::vector<std::string>& names) {
    constexpr std::size_t kMost = 3;  // a sentence, not a table
    std::string out;
    for (std::size_t i = 0; i < names.size() && i < kMost; ++i) {
        if (i > 0) out += i + 1 == names.size() ? " and " : ", ";
        out += names[i];
    }
    if (names.size() > kMost) out += " and " + std::to_string(names.size() - kMost) + " more";
    return out;
}

std::vector<TargetId> speakable(const Facts& f, const std::vector<TargetId>& ids) {
    std::vector<TargetId> out;
    for (auto id : ids) {
        const auto* t = f.find(id);
        if (t == nullptr) continue;
        if (t->companion_of) t = f.find(*t->companion_of);
        if (t == nullptr || t->hidden) continue;
        if (std::find(out.begin(), out.end(), t->id) == out.end()) out.push_back(t->id);
    }
    return out;
}

bool wholly_down(const Facts& f, const TargetFact& t) {
    if (!down(t)) return false;
    return std::none_of(f.targets.begin(), f.targets.end(), [&](const auto& o) {
        const bool pair = o.companion_of == t.id || t.companion_of == o.id;
        return pair && answers(o);
    });
}

bool anchor(const Facts& f, const TargetFact& t) {
    if (!remote(t) || t.role != TargetRole::anchor) return false;
    if (t.state == TargetState::unknown && t.local_error != 0) return false;
    return !over(t, Family::ipv6) || !f.network.known || f.network.default_route6;
}

bool shows_life(const Facts& f, const TargetFact& t) {
    if (!down(t) || !is_icmp(t.kind) || !t.service || !t.service->alive) return false;
    const bool captive = f.portal && f.portal->state == PortalAnswer::State::captive;
    return t.role != TargetRole::anchor || (t.service->accepts && !captive);
}

bool internet_silent(const Facts& f) {
    const auto is_anchor = [&](const auto& t) { return anchor(f, t); };
    const auto anchors = count(f, is_anchor);
    if (anchors > 0) {
        const auto silent =
            count(f, [&](const auto& t) { return is_anchor(t) && down(t) && !shows_life(f, t); });
        const auto proven =
            count(f, [&](const auto& t) { return is_anchor(t) && t.ever_answered; });
        const auto others_answer =
            count(f, [](const auto& t) { return ordinary(t) && answers(t); });
        return silent == anchors && (proven > 0 || others_answer == 0);
    }
    const auto beyond = [](const auto& t) {
        return remote(t) && t.role != TargetRole::router && !t.companion_of;
    };
    const auto total = count(f, beyond);
    return total > 1 &&
           count(f, [&](const auto& t) { return beyond(t) && wholly_down(f, t); }) == total;
}

}  // namespace traypulse::rules
