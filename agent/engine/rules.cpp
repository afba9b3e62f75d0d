#include "agent/engine/rules.h"

#include "agent/translations/translate.h"

namespace traypulse::rules {

std::string naming(const TargetFact& t) {
    if (t.hidden || t.name.empty()) return t.address;
    if (t.address.empty() || t.address == t.name) return t.name;
    return tr("{0} ({1})", t.name, t.address);
}

std::string listing(const std::vector<std::string>& names) {
    constexpr std::size_t kMost = 3;  // a sentence, not a table
    std::string out;
    for (std::size_t i = 0; i < names.size() && i < kMost; ++i)
        out = i == 0                  ? names[i]
              : i + 1 == names.size() ? tr("{0} and {1}", out, names[i])
                                      : tr("{0}, {1}", out, names[i]);
    if (names.size() <= kMost) return out;
    return trn("{1} and {0} more", "{1} and {0} more", names.size() - kMost, out);
}

std::vector<TargetId> speakable(const Facts& f, const std::vector<TargetId>& ids) {
    std::vector<TargetId> out;
    std::unordered_set<TargetId> known;
    for (auto id : ids) {
        const auto* t = f.find(id);
        if (t == nullptr) continue;
        if (t->companion_of) t = f.find(*t->companion_of);
        if (t == nullptr || t->hidden) continue;
        if (known.insert(t->id).second) out.push_back(t->id);
    }
    return out;
}

bool wholly_down(const Facts& f, const TargetFact& t) {
    if (!down(t)) return false;
    const auto* other = t.companion_of ? f.find(*t.companion_of) : nullptr;
    if (t.companion) other = f.find(*t.companion);
    return other == nullptr || !answers(*other);
}

bool anchor(const Facts& f, const TargetFact& t) {
    if (!remote(t) || t.role != TargetRole::anchor) return false;
    if (t.state == TargetState::unknown && t.local_error != 0) return false;
    return !over(t, Family::ipv6) || !f.network.known || f.network.default_route6;
}

bool shows_life(const Facts& f, const TargetFact& t) {
    if (!down(t) || !is_icmp(t.kind) || !t.service || !t.service->alive) return false;
    return t.role != TargetRole::anchor || (t.service->accepts && !is_captive(f.portal));
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
