#include "agent/engine/words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "agent/engine/cause_words.h"
#include "agent/translations/translate.h"

namespace traypulse::words {
namespace {

using std::chrono::duration_cast;

std::string number(std::int64_t n) { return std::to_string(n); }

std::string beside(const std::string& a, const std::string& b) {
    return trc("beside each other in one line", "{0} · {1}", a, b);
}

/// One unit of time, with the place of its number, and how many of it there are.
struct Part {
    std::int64_t count;
    const char* unit;
};

/// From days to seconds; a negative length counts as none (clocks may be set back).
std::array<Part, 4> parts(Nanoseconds d) {
    const auto seconds = std::max<std::int64_t>(0, duration_cast<std::chrono::seconds>(d).count());
    return {{{seconds / 86400, for_translation("{0} d")},
             {seconds / 3600 % 24, for_translation("{0} h")},
             {seconds / 60 % 60, for_translation("{0} min")},
             {seconds % 60, for_translation("{0} s")}}};
}

std::string join(const Part& part) { return tr(part.unit, part.count); }

const TargetView* only_affected(const Snapshot& s) {
    return s.verdict.affected.size() == 1 ? s.find(s.verdict.affected.front()) : nullptr;
}

/// Causes that are a target's own: its name belongs into the sentence, and the others are worth a
/// word.
bool is_about_targets(Cause cause) {
    return cause == Cause::target_down || cause == Cause::target_blocks_icmp ||
           cause == Cause::unstable;
}

std::string about_affected(const Snapshot& s) {
    const TargetView* one = only_affected(s);
    return about_targets(s.verdict.cause, one != nullptr ? one->name : std::string(),
                         s.verdict.affected.size());
}

bool is_broken(const Snapshot& s) { return s.verdict.cause != Cause::none; }

/// Smaller is worse.
int rank(TargetState state) {
    switch (state) {
        case TargetState::down:
            return 0;
        case TargetState::degraded:
            return 1;
        case TargetState::unknown:
            return 2;
        case TargetState::up:
        case TargetState::paused:
            break;
    }
    return 3;
}

}  // namespace

std::string latency(Rtt rtt) {
    const double ms = rtt.milliseconds();
    if (ms < 1) return tr("< 1 ms");
    const auto whole = static_cast<std::int64_t>(std::lround(ms));
    if (whole < 1000) return tr("{0} ms", whole);
    const auto tenths = static_cast<std::int64_t>(std::lround(ms / 100));
    return tr("{0} s", localised(number(tenths / 10) + "." + number(tenths % 10)));
}

std::string latency_short(Rtt rtt) {
    constexpr std::int64_t kMostSeconds = 99;  // what fits beside the "s"
    const double ms = rtt.milliseconds();
    if (ms < 1) return "<1";
    const auto whole = static_cast<std::int64_t>(std::lround(ms));
    if (whole < 1000) return number(whole);
    const auto seconds = static_cast<std::int64_t>(std::lround(ms / 1000));
    return number(std::min(seconds, kMostSeconds)) + "s";
}

std::string duration(Nanoseconds d) {
    const auto all = parts(d);
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
        if (all[i].count == 0) continue;
        const auto& next = all[i + 1];
        return next.count == 0
                   ? join(all[i])
                   : trc("a length of time in two units", "{0} {1}", join(all[i]), join(next));
    }
    return join(all.back());
}

std::string duration_short(Nanoseconds d) {
    const auto all = parts(d);
    for (const auto& part : all) {
        if (part.count != 0) return join(part);
    }
    return join(all.back());
}

std::optional<Rtt> typical_latency(const Snapshot& s) {
    std::vector<Rtt> all;
    for (const auto& t : s.targets) {
        if (t.rtt && (t.state == TargetState::up || t.state == TargetState::degraded))
            all.push_back(*t.rtt);
    }
    if (all.empty()) return std::nullopt;
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::nth_element(all.begin(), middle, all.end());
    return *middle;
}

std::string cause_title(const Snapshot& s) {
    if (is_about_targets(s.verdict.cause)) return about_affected(s);
    if (s.verdict.cause != Cause::none) return std::string(words_of(s.verdict.cause).title);
    switch (s.verdict.glance) {
        case Glance::up:
            return tr("Online");
        case Glance::degraded:
            return tr("Online, but not well");
        case Glance::down:
            return tr("Something is down");
        case Glance::paused:
            return tr("Paused");
        case Glance::no_link:
            return tr("No network connection");
        case Glance::unknown:
            break;
    }
    if (s.targets.empty()) return tr("Nothing is watched");
    return s.verdict.reason.empty() ? tr("No data yet") : tr("Unknown");
}

std::string headline(const Snapshot& s) {
    auto title = cause_title(s);
    if (is_broken(s) || s.verdict.glance == Glance::no_link)
        return beside(title, duration_short(s.taken - s.verdict.since));
    if (s.verdict.glance == Glance::up || s.verdict.glance == Glance::degraded) {
        if (const auto rtt = typical_latency(s)) return beside(title, latency(*rtt));
    }
    if (s.verdict.glance == Glance::unknown && !s.verdict.reason.empty())
        return beside(title, s.verdict.reason);
    return title;
}

std::string sentence(const Snapshot& s, const ClockText& clock) {
    if (s.paused_all && s.paused_until) return tr("Paused until {0}", clock(*s.paused_until));
    if (!is_broken(s) && s.verdict.glance != Glance::no_link) return headline(s);
    auto out = tr("{0} since {1}", cause_title(s), clock(s.verdict.since));
    if (!is_about_targets(s.verdict.cause)) return out;
    const auto fine = std::count_if(s.targets.begin(), s.targets.end(),
                                    [](const TargetView& t) { return t.state == TargetState::up; });
    return fine > 0 ? beside(out, trn("{0} other fine", "{0} others fine", fine)) : out;
}

std::string worst_targets(const Snapshot& s, int most) {
    std::vector<const TargetView*> bad;
    for (const auto& t : s.targets) {
        if (t.state == TargetState::down || t.state == TargetState::degraded) bad.push_back(&t);
    }
    std::stable_sort(bad.begin(), bad.end(), [](const TargetView* a, const TargetView* b) {
        if (rank(a->state) != rank(b->state)) return rank(a->state) < rank(b->state);
        return a->loss > b->loss;
    });
    const auto shown = std::min(bad.size(), static_cast<std::size_t>(std::max(most, 0)));
    std::string out;
    for (std::size_t i = 0; i < shown; ++i) {
        if (!out.empty()) out += '\n';
        const auto percent = static_cast<std::int64_t>(std::lround(bad[i]->loss * 100));
        const auto value = target_value(*bad[i], s.taken);
        out += bad[i]->state == TargetState::degraded && percent > 0
                   ? tr("{0}: {1}, {2} % lost", bad[i]->name, value, percent)
                   : tr("{0}: {1}", bad[i]->name, value);
    }
    if (shown > 0 && shown < bad.size())
        out += '\n' + trn("and {0} more", "and {0} more", bad.size() - shown);
    return out;
}

std::string target_value(const TargetView& t, WallTime now) {
    if (!t.enabled) return tr("off");
    switch (t.state) {
        case TargetState::paused:
            return tr("paused");
        case TargetState::down:
            return tr("down {0}", duration_short(now - t.since));
        case TargetState::unknown:
            return t.sent == 0 ? tr("no data yet") : tr("unknown");
        case TargetState::up:
        case TargetState::degraded:
            break;
    }
    return t.rtt ? latency(*t.rtt) : state(t.state);
}

std::string state(TargetState state) {
    switch (state) {
        case TargetState::up:
            return tr("up");
        case TargetState::degraded:
            return tr("degraded");
        case TargetState::down:
            return tr("down");
        case TargetState::paused:
            return tr("paused");
        case TargetState::unknown:
            break;
    }
    return tr("unknown");
}

std::string confidence(Confidence confidence) {
    switch (confidence) {
        case Confidence::certain:
            return tr("certain");
        case Confidence::likely:
            return tr("likely");
        case Confidence::possible:
            break;
    }
    return tr("possible");
}

std::string about_targets(Cause cause, const std::string& one, std::size_t n) {
    switch (cause) {
        case Cause::target_down:
            return one.empty() ? trn("{0} target is down", "{0} targets are down", n)
                               : tr("{0} is down", one);
        case Cause::target_blocks_icmp:
            return one.empty()
                       ? trn("{0} target does not answer ping", "{0} targets do not answer ping", n)
                       : tr("{0} does not answer ping", one);
        default:
            return one.empty() ? trn("{0} target is unstable", "{0} targets are unstable", n)
                               : tr("{0} is unstable", one);
    }
}

}  // namespace traypulse::words
