#include "agent/engine/words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

namespace traypulse::words {
namespace {

using std::chrono::duration_cast;

constexpr auto kSeparator = " · ";

std::string number(std::int64_t n) { return std::to_string(n); }

/// One unit of time and how many of it there are.
struct Part {
    std::int64_t count;
    const char* unit;
};

/// From days to seconds; a negative length counts as none (clocks may be set back).
std::array<Part, 4> parts(Nanoseconds d) {
    const auto seconds = std::max<std::int64_t>(0, duration_cast<std::chrono::seconds>(d).count());
    return {{{seconds / 86400, "d"},
             {seconds / 3600 % 24, "h"},
             {seconds / 60 % 60, "min"},
             {seconds % 60, "s"}}};
}

std::string join(const Part& part) { return number(part.count) + " " + part.unit; }

const TargetView* only_affected(const Snapshot& s) {
    return s.verdict.affected.size() == 1 ? s.find(s.verdict.affected.front()) : nullptr;
}

/// Causes that are a target's own: its name belongs into the sentence, and the others are worth a
/// word.
bool is_about_targets(Cause cause) {
    return cause == Cause::target_down || cause == Cause::target_blocks_icmp ||
           cause == Cause::unstable;
}

std::string about_targets(const Snapshot& s) {
    const TargetView* one = only_affected(s);
    const auto many = number(static_cast<std::int64_t>(s.verdict.affected.size())) + " targets";
    const std::string subject = one ? one->name : many;
    switch (s.verdict.cause) {
        case Cause::target_down:
            return subject + (one ? " is down" : " are down");
        case Cause::target_blocks_icmp:
            return subject + (one ? " does not answer ping" : " do not answer ping");
        default:
            return subject + (one ? " is unstable" : " are unstable");
    }
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
    if (ms < 1) return "< 1 ms";
    const auto whole = static_cast<std::int64_t>(std::lround(ms));
    if (whole < 1000) return number(whole) + " ms";
    const auto tenths = static_cast<std::int64_t>(std::lround(ms / 100));
    return number(tenths / 10) + "." + number(tenths % 10) + " s";
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
        return next.count == 0 ? join(all[i]) : join(all[i]) + " " + join(next);
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
    switch (s.verdict.cause) {
        case Cause::no_link:
            return "No network connection";
        case Cause::router_unreachable:
            return "Router does not answer";
        case Cause::provider_outage:
            return "Provider outage";
        case Cause::dns_failing:
            return "Names are not resolved";
        case Cause::captive_portal:
            return "Sign-in page in the way";
        case Cause::vpn_down:
            return "VPN is down";
        case Cause::ipv6_broken:
            return "IPv6 is broken";
        case Cause::path_mtu_black_hole:
            return "Large packets vanish";
        case Cause::local_firewall:
            return "Blocked by this computer's firewall";
        case Cause::target_down:
        case Cause::target_blocks_icmp:
        case Cause::unstable:
            return about_targets(s);
        case Cause::none:
            break;
    }
    switch (s.verdict.glance) {
        case Glance::up:
            return "Online";
        case Glance::degraded:
            return "Online, but not well";
        case Glance::down:
            return "Something is down";
        case Glance::paused:
            return "Paused";
        case Glance::no_link:
            return "No network connection";
        case Glance::unknown:
            break;
    }
    if (s.targets.empty()) return "Nothing is watched";
    return s.verdict.reason.empty() ? "No data yet" : "Unknown";
}

std::string headline(const Snapshot& s) {
    auto title = cause_title(s);
    if (is_broken(s) || s.verdict.glance == Glance::no_link)
        return title + kSeparator + duration_short(s.taken - s.verdict.since);
    if (s.verdict.glance == Glance::up || s.verdict.glance == Glance::degraded) {
        if (const auto rtt = typical_latency(s)) return title + kSeparator + latency(*rtt);
    }
    if (s.verdict.glance == Glance::unknown && !s.verdict.reason.empty())
        return title + kSeparator + s.verdict.reason;
    return title;
}

std::string sentence(const Snapshot& s, const ClockText& clock) {
    if (s.paused_all && s.paused_until) return "Paused until " + clock(*s.paused_until);
    if (!is_broken(s) && s.verdict.glance != Glance::no_link) return headline(s);
    std::string out = cause_title(s) + " since " + clock(s.verdict.since);
    if (!is_about_targets(s.verdict.cause)) return out;
    const auto fine = std::count_if(s.targets.begin(), s.targets.end(),
                                    [](const TargetView& t) { return t.state == TargetState::up; });
    if (fine > 0) out += kSeparator + number(fine) + (fine == 1 ? " other fine" : " others fine");
    return out;
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
        out += bad[i]->name + ": " + target_value(*bad[i], s.taken);
        const auto percent = static_cast<std::int64_t>(std::lround(bad[i]->loss * 100));
        if (bad[i]->state == TargetState::degraded && percent > 0)
            out += ", " + number(percent) + " % lost";
    }
    if (shown > 0 && shown < bad.size())
        out += "\nand " + number(static_cast<std::int64_t>(bad.size() - shown)) + " more";
    return out;
}

std::string target_value(const TargetView& t, WallTime now) {
    if (!t.enabled) return "off";
    switch (t.state) {
        case TargetState::paused:
            return "paused";
        case TargetState::down:
            return "down " + duration_short(now - t.since);
        case TargetState::unknown:
            return t.sent == 0 ? "no data yet" : "unknown";
        case TargetState::up:
        case TargetState::degraded:
            break;
    }
    return t.rtt ? latency(*t.rtt) : std::string(to_string(t.state));
}

}  // namespace traypulse::words
