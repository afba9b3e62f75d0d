#include "agent/report/facts.h"

#include <algorithm>

#include "agent/report/local_time.h"
#include "agent/report/loss_study.h"
#include "agent/store/progress_meter.h"
#include "agent/translations/translate.h"

namespace traypulse::report {
namespace {

using store::Availability;
using store::History;
using store::Level;
using store::Rollup;
using store::StateInterval;
using store::TimeRange;

/// Ends the gathering from within.
struct Failed {
    Error error;
};

template <class T>
T must(Result<T> result) {
    if (!result.ok()) throw Failed{result.error()};
    return std::move(result).value();
}

TimeRange overlap(TimeRange a, TimeRange b) {
    const auto from = std::max(a.from, b.from);
    return {from, std::max(from, std::min(a.until, b.until))};
}

Nanoseconds& share_of(Availability& a, TargetState state) {
    switch (state) {
        case TargetState::up:
            return a.up;
        case TargetState::degraded:
            return a.degraded;
        case TargetState::down:
            return a.down;
        case TargetState::paused:
            return a.paused;
        case TargetState::unknown:
            break;
    }
    return a.unknown;
}

/// As History::availability(), of what was read already.
Availability availability_of(const std::vector<StateInterval>& intervals, TimeRange range) {
    Availability out;
    Nanoseconds all{};
    for (const auto& i : intervals) {
        const auto part = overlap({i.from, i.until}, range);
        share_of(out, i.state) += part.until - part.from;
        all += part.until - part.from;
    }
    out.unknown += std::max(Nanoseconds(range.until - range.from) - all, Nanoseconds::zero());
    return out;
}

class Gathering {
 public:
    Gathering(History& history, const ReportOptions& options, const store::Progress& progress)
        : history_(history), options_(options), meter_(progress) {}

    Facts all() {
        Facts out;
        out.asked = options_.range;
        auto known = chosen();
        out.range = known_range(known);
        out.days = days_of(out.range);
        if (out.days.size() > kMostDays) {
            out.days = months_of(out.range);
            out.by_month = true;
        }
        std::vector<std::string> names;
        for (std::size_t i = 0; i < known.size(); ++i) {
            auto facts = target(known[i], out, i, known.size());
            // One that went before, or came after, has no place in it.
            const bool there = facts.totals.total() > 0 || !facts.intervals.empty();
            if (!there && known[i].removed) continue;
            names.push_back(facts.name);
            out.targets.push_back(std::move(facts));
        }
        if (out.range.from >= out.range.until) out.targets.clear();
        outages(out, names);
        out.events = must(history_.events(out.range));
        std::erase_if(out.events, [&](const auto& e) {
            return !options_.targets.empty() && !e.target.empty() &&
                   std::find(names.begin(), names.end(), e.target) == names.end();
        });
        return out;
    }

 private:
    std::vector<store::KnownTarget> chosen() {
        auto known = must(history_.targets());
        if (!options_.targets.empty())
            std::erase_if(known, [&](const auto& t) {
                return std::find(options_.targets.begin(), options_.targets.end(), t.id) ==
                       options_.targets.end();
            });
        return known;
    }

    /// From the first moment that something is known of to the last.
    TimeRange known_range(const std::vector<store::KnownTarget>& known) {
        auto range = options_.range;
        const auto last = must(history_.last_moment());
        if (last) range.until = std::clamp(*last, range.from, range.until);
        auto first = range.until;
        for (const auto& t : known) {
            const auto intervals = must(history_.intervals(t.id, range));
            if (!intervals.empty()) first = std::min(first, intervals.front().from);
            must(history_.rollups(t.id, range, Level::hours, [&](WallTime at, const Rollup&) {
                first = std::min(first, at);
                return false;
            }));
        }
        range.from = std::max(range.from, first);
        return range;
    }

    void step(double fraction, const std::string& doing) {
        if (!meter_.at(fraction, doing)) throw Failed{store::cancelled_error()};
    }

    TargetFacts target(const store::KnownTarget& known, const Facts& facts, std::size_t number,
                       std::size_t count) {
        const auto share = 1.0 / static_cast<double>(count);
        const auto begin = static_cast<double>(number) * share;
        const auto doing = tr("reading {0}", known.name);
        step(begin, doing);
        TargetFacts out;
        out.id = known.id;
        out.name = known.name;
        out.check = known.check;
        out.intervals = must(history_.intervals(known.id, facts.range));
        out.availability = availability_of(out.intervals, facts.range);
        for (const auto& day : facts.days)
            out.days.push_back({day, availability_of(out.intervals, day), 0, 0});
        counts(out, facts.range);
        step(begin + share * 0.3, doing);
        LossStudent student(out.intervals);
        const auto length = std::max<double>(
            static_cast<double>((facts.range.until - facts.range.from).count()), 1);
        must(history_.samples(known.id, facts.range, [&](const store::Sample& s) {
            student.add(s);
            const auto at = static_cast<double>((s.time - facts.range.from).count()) / length;
            return meter_.at(begin + share * (0.3 + 0.6 * at), doing);
        }));
        if (!meter_.wanted()) throw Failed{store::cancelled_error()};
        out.study = student.take();
        out.graph = must(history_.graph(known.id, facts.range, kGraphPoints));
        return out;
    }

    /// From minutes as far as they are kept, before that from hours.
    void counts(TargetFacts& out, TimeRange range) {
        struct Row {
            WallTime at;
            Rollup rollup;
        };
        std::vector<Row> hours;
        std::optional<WallTime> boundary;  // from here on, minutes
        bool decided = false;
        const auto take = [&](WallTime at, const Rollup& r) {
            out.totals.merge(r);
            const auto day = std::upper_bound(
                out.days.begin(), out.days.end(), at,
                [](WallTime time, const DayFacts& d) { return time < d.range.from; });
            if (day == out.days.begin()) return;
            std::prev(day)->sent += r.sent;
            std::prev(day)->lost += r.lost;
        };
        must(history_.rollups(out.id, range, Level::hours, [&](WallTime at, const Rollup& r) {
            hours.push_back({at, r});
            return true;
        }));
        must(history_.rollups(out.id, range, Level::minutes, [&](WallTime at, const Rollup& r) {
            if (!decided) {
                decided = true;
                const auto hour = std::chrono::ceil<std::chrono::hours>(at);
                const bool older = !hours.empty() && hours.front().at < hour;
                boundary = older ? WallTime(hour) : at;
            }
            if (at >= *boundary) take(at, r);
            return true;
        }));
        for (const auto& row : hours)
            if (!boundary || row.at < *boundary) take(row.at, row.rollup);
    }

    void outages(Facts& out, const std::vector<std::string>& names) {
        for (auto& record : must(history_.outages(out.range))) {
            const bool ours = options_.targets.empty() ||
                              std::any_of(names.begin(), names.end(), [&](const auto& name) {
                                  return std::find(record.affected.begin(), record.affected.end(),
                                                   name) != record.affected.end();
                              });
            if (!ours) continue;
            OutageFacts facts;
            facts.lasts = record.how.empty();
            facts.span = overlap({record.began, record.ended.value_or(out.range.until)}, out.range);
            facts.record = std::move(record);
            out.outages.push_back(std::move(facts));
        }
    }

    History& history_;
    const ReportOptions& options_;
    store::ProgressMeter meter_;
};

}  // namespace

Place place_of(Cause cause) {
    switch (cause) {
        case Cause::no_link:
        case Cause::router_unreachable:
        case Cause::local_firewall:
            return Place::here;
        case Cause::provider_outage:
        case Cause::ipv6_broken:
            return Place::provider;
        case Cause::dns_failing:
            return Place::names;
        case Cause::captive_portal:
            return Place::network;
        case Cause::target_down:
        case Cause::target_blocks_icmp:
            return Place::target;
        case Cause::vpn_down:
        case Cause::path_mtu_black_hole:
        case Cause::unstable:
        case Cause::none:
            break;
    }
    return Place::open;
}

Nanoseconds covered(std::vector<TimeRange> spans) {
    std::sort(spans.begin(), spans.end(),
              [](const auto& a, const auto& b) { return a.from < b.from; });
    Nanoseconds out{};
    std::optional<WallTime> end;
    for (const auto& s : spans) {
        const auto from = end ? std::max(*end, s.from) : s.from;
        if (s.until <= from) continue;
        out += s.until - from;
        end = s.until;
    }
    return out;
}

Result<Facts> gather(History& history, const ReportOptions& options,
                     const store::Progress& progress) {
    try {
        return Gathering(history, options, progress).all();
    } catch (const Failed& failed) {
        return failed.error;
    }
}

}  // namespace traypulse::report
