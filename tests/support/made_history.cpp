#include "tests/support/made_history.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "agent/store/store.h"
#include "tests/support/simnet/random.h"

namespace traypulse::test {
namespace {

using namespace std::chrono_literals;
using store::Outcome;
using store::Sample;

constexpr auto kStep = 10min;  // what is handed over at once

/// What happens to some targets, counted back from the end.
struct Trouble {
    WallTime::duration ago, length;
    Cause cause;
    std::size_t first_target, targets;
    double loss;  // of its samples
    bool open = false;
};

struct Absence {
    WallTime::duration ago, length;
};

std::vector<Trouble> troubles(std::size_t targets) {
    // A single target stands for the ones behind the router as well.
    const std::size_t second = targets > 1 ? 1 : 0;
    const auto all_but_first = targets - second;
    std::vector<Trouble> out{
        {24min, 3min + 20s, Cause::provider_outage, second, all_but_first, 1},
        {7h, 12min, Cause::target_down, targets - 1, 1, 1},
        {2h + 10min, 25min, Cause::unstable, targets - 1, 1, 0.06},
        {50h, 40s, Cause::dns_failing, second, 1, 1},
        {75h, 95min, Cause::router_unreachable, 0, targets, 1},
    };
    for (int week = 1; week < 60; week += 3)
        out.push_back({week * 168h + week * 5h, (5 + week * 7 % 50) * 1min,
                       week % 2 == 0 ? Cause::provider_outage : Cause::target_down,
                       week % 2 == 0 ? second : targets - 1, week % 2 == 0 ? all_but_first : 1, 1});
    return out;
}

std::vector<Absence> absences() {
    std::vector<Absence> out{{4h + 30min, 35min}};
    for (int day = 1; day < 800; day += 3) out.push_back({day * 24h + 5h, 6h});
    return out;
}

class Maker {
 public:
    explicit Maker(const MadeHistory& wish)
        : wish_(wish),
          begin_(wish.until - std::chrono::days(wish.days)),
          absences_(absences()),
          troubles_(troubles(wish.targets.size())),
          states_(wish.targets.size()) {
        store::StoreOptions options;
        options.path = wish.path;
        options.retention = {100'000, 100'000, 100'000, std::uint64_t{1} << 50};
        options.batch_every = 0ns;
        options.now = [this] {
            return Instant{MonoTime(1h), begin_} + Nanoseconds(passed_.load());
        };
        store_.emplace(options);
        for (std::size_t i = 0; i < wish.targets.size(); ++i) {
            auto target = wish.targets[i];
            target.id = TargetId{static_cast<std::uint32_t>(i + 1)};
            targets_.push_back(target);
        }
        store_->set_targets(targets_, begin_);
    }

    void run() {
        for (auto at = begin_; at < wish_.until; at += kStep) {
            fill(at, std::min(at + kStep, wish_.until));
            passed_ = Nanoseconds(std::min(at + kStep, wish_.until) - begin_).count();
            flush();
        }
        std::uint32_t id = 0;
        std::sort(troubles_.begin(), troubles_.end(),
                  [](const auto& a, const auto& b) { return a.ago > b.ago; });
        for (const auto& t : troubles_)
            if (wish_.until - t.ago > begin_) store_->put(record_of(t, ++id));
        flush();
    }

 private:
    void flush() {
        if (const auto done = store_->flush(60s); !done.ok())
            throw std::runtime_error(done.error().text());
    }

    [[nodiscard]] bool absent(WallTime at) const {
        return std::any_of(absences_.begin(), absences_.end(), [&](const Absence& a) {
            return at >= wish_.until - a.ago && at < wish_.until - a.ago + a.length;
        });
    }
    [[nodiscard]] const Trouble* trouble(std::size_t target, WallTime at) const {
        for (const auto& t : troubles_)
            if (at >= wish_.until - t.ago && at < wish_.until - t.ago + t.length &&
                target >= t.first_target && target < t.first_target + t.targets)
                return &t;
        return nullptr;
    }

    void fill(WallTime from, WallTime until) {
        const bool fine = until > wish_.until - std::chrono::hours(wish_.fine_hours);
        for (auto at = from; at < until; at += fine ? 1s : wish_.coarse)
            for (std::size_t i = 0; i < targets_.size(); ++i) sample(i, at);
    }

    void sample(std::size_t i, WallTime at) {
        if (absent(at)) return change(i, TargetState::unknown, at);
        const auto* t = trouble(i, at);
        change(i,
               !t            ? TargetState::up
               : t->loss < 1 ? TargetState::degraded
                             : TargetState::down,
               at);
        const auto hour = std::chrono::duration<double, std::ratio<3600>>(at - begin_).count();
        const double base = i == 0 ? 0.9e6 : 7e6 + 5.5e6 * static_cast<double>(i);
        const double evening = 1 + 0.35 * std::max(0.0, std::sin(hour / 24 * 2 * 3.14159265));
        const double tail = random_.chance(0.03) ? 1 + 2 * random_.uniform() : 1;
        const double spike = random_.chance(2e-5) ? 30 : 1;
        const double rtt = base * evening * tail * spike + 0.2 * base * random_.uniform();
        const auto sent = at + std::chrono::microseconds(static_cast<int>(random_.uniform() * 999));
        const bool lost = random_.chance(t ? t->loss : 0.002);
        const auto& id = targets_[i].id;
        store_->put(lost ? Sample{id, sent, Outcome::timeout, {}, {}, {}}
                         : Sample{id, sent, Outcome::answered, Ttl{57},
                                  Rtt(Nanoseconds(static_cast<std::int64_t>(rtt))),
                                  IpAddress::v4(0xc0000200U + id.value)});
    }

    void change(std::size_t i, TargetState state, WallTime at) {
        if (states_[i] == state) return;
        states_[i] = state;
        store_->put(store::StateChange{targets_[i].id, state, at,
                                       state == TargetState::down ? "no answer to ping" : ""});
    }

    [[nodiscard]] OutageRecord record_of(const Trouble& t, std::uint32_t id) const {
        OutageRecord out;
        out.id = id;
        out.cause = t.cause;
        out.confidence = t.cause == Cause::unstable ? Confidence::likely : Confidence::certain;
        out.network = "test";
        out.began = wish_.until - t.ago;
        out.ended = out.began + t.length;
        out.how = "recovered";
        for (std::size_t i = t.first_target; i < t.first_target + t.targets; ++i)
            out.affected.push_back(targets_[i].name);
        out.told = true;
        const bool local = t.cause == Cause::router_unreachable;
        out.evidence = {{"Router (192.0.2.1)", local ? "no answer to 8 pings" : "answers, 1 ms",
                         out.began + 2s},
                        {out.affected.back(), "no answer to 8 pings", out.began + 3s}};
        return out;
    }

    const MadeHistory& wish_;
    WallTime begin_;
    std::vector<Absence> absences_;
    std::vector<Trouble> troubles_;
    std::vector<std::optional<TargetState>> states_;
    std::vector<store::TargetIdentity> targets_;
    simnet::Random random_{1};
    std::atomic<std::int64_t> passed_{0};
    std::optional<store::Store> store_;
};

}  // namespace

void make_history(const MadeHistory& wish) { Maker(wish).run(); }

}  // namespace traypulse::test
