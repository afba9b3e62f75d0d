// Makes a history as an agent would have written it, through the real store, on a clock of its own:
// make-history CASE FILE. The cases: usual, calm, many, odd, bare.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "agent/store/store.h"
#include "tests/support/simnet/random.h"

using namespace traypulse;
using namespace traypulse::store;
using namespace std::chrono_literals;

namespace {

// 2024-03-25 00:00 UTC. In the night to 31 March, Central Europe puts its clocks forward.
constexpr WallTime kBegin{std::chrono::seconds(1'711'324'800)};
constexpr auto kStep = 5min;  // as the store packs
constexpr auto kInterval = 20s;

WallTime at(int march, int hour, int minute = 0) {
    return kBegin + std::chrono::days(march - 25) + std::chrono::hours(hour) +
           std::chrono::minutes(minute);
}

struct Span {
    WallTime from, until;
    [[nodiscard]] bool has(WallTime t) const { return t >= from && t < until; }
};

/// An outage, and what the targets in it do.
struct Trouble {
    Cause cause;
    Confidence confidence;
    Span span;
    std::vector<std::size_t> targets;
    std::string how;  ///< empty: it lasts
    std::vector<Evidence> evidence;
};

struct Line {
    std::string name, check;
    double base_ms = 10;
    double loss = 0;
    double evening_loss = 0;  ///< from 18 to 22 h UTC
    IpAddress responder;
};

struct Story {
    std::vector<Line> lines;
    std::vector<Trouble> troubles;
    std::vector<Span> asleep;  ///< the program does not run
    std::vector<Event> events;
    WallTime until;
};

IpAddress address(const char* text) { return IpAddress::parse(text).value_or(IpAddress{}); }

std::vector<Line> usual_lines() {
    return {{"Router", "icmp://@router", 0.9, 0, 0, address("192.0.2.1")},
            {"Cloudflare DNS", "icmp://1.1.1.1", 11.5, 0.001, 0.03, address("1.1.1.1")},
            {"Quad9", "icmp://9.9.9.9", 14.2, 0.001, 0.03, address("9.9.9.9")},
            {"Shop", "https://shop.example/", 48, 0.0005, 0.02, address("198.51.100.7")},
            {"Name resolution", "dns:///example.com?type=AAAA", 18, 0.0005, 0.01,
             address("192.0.2.1")}};
}

Story usual() {
    Story s;
    s.lines = usual_lines();
    s.until = at(34, 12);  // 3 April
    const std::vector<Evidence> provider{
        {"Router (192.0.2.1)", "answers, 1 ms", at(28, 13, 2)},
        {"Cloudflare DNS (1.1.1.1)", "8 of 8 requests unanswered", at(28, 13, 2)},
        {"Router 192.0.2.1 on wlan0",
         "is there on the local network, hardware address 02:00:5e:10:00:01", at(28, 13, 2)},
        {"Resolver 192.0.2.1", "asked for example.com: no answer within 2 s", at(28, 13, 2)},
        {"Trace to Cloudflare DNS (1.1.1.1)",
         "nothing answers behind step 2 (203.0.113.1): 1 192.0.2.1 1 ms, 2 203.0.113.1 9 ms, 3 no "
         "answer, 4 no answer",
         at(28, 13, 2)}};
    s.troubles = {
        {Cause::provider_outage,
         Confidence::certain,
         {at(28, 13, 2), at(28, 13, 44)},
         {1, 2, 3, 4},
         "recovered",
         provider},
        {Cause::provider_outage,
         Confidence::likely,
         {at(30, 5, 10), at(30, 5, 12)},
         {1, 2, 3},
         "recovered",
         {}},
        {Cause::router_unreachable,
         Confidence::certain,
         {at(29, 7, 30), at(29, 7, 36)},
         {0, 1, 2, 3, 4},
         "recovered",
         {{"Router 192.0.2.1 on wlan0",
           "does not answer on the local network (ARP or neighbour discovery)", at(29, 7, 30)}}},
        {Cause::target_down,
         Confidence::certain,
         {at(31, 0, 20), at(31, 2, 5)},
         {3},
         "recovered",
         {{"Shop (198.51.100.7)", "the connection was refused", at(31, 0, 20)},
          {"Trace to Shop (198.51.100.7)",
           "reached, 4 steps: 1 192.0.2.1 1 ms, 2 203.0.113.1 9 ms, 3 203.0.113.77 12 ms, 4 "
           "198.51.100.7 47 ms",
           at(31, 0, 20)}}},
        {Cause::dns_failing,
         Confidence::certain,
         {at(32, 9, 0), at(32, 9, 11)},
         {4},
         "recovered",
         {{"Resolver 192.0.2.1", "asked for example.com: SERVFAIL", at(32, 9, 0)}}},
        {Cause::target_down, Confidence::likely, {at(34, 11, 40), s.until}, {3}, "", {}}};
    s.asleep = {{at(29, 22), at(30, 5)}, {at(32, 23), at(33, 4)}};
    s.events = {{EventKind::network, at(27, 6), {}, "wlan0, by Wi-Fi, router 192.0.2.1"},
                {EventKind::route, at(31, 14, 3), TargetId{2},
                 "hop 3 was 203.0.113.77 and is 203.0.113.90: 192.0.2.1 > 203.0.113.1 > "
                 "203.0.113.90 > 1.1.1.1"},
                {EventKind::configuration, at(27, 6, 1), {}, "read again"}};
    return s;
}

Story calm() {
    Story s;
    s.lines = usual_lines();
    for (auto& l : s.lines) l.loss = l.evening_loss = 0;
    s.until = at(31, 12);
    return s;
}

Story many() {
    Story s;
    for (int i = 1; i <= 30; ++i) {
        const auto number = std::to_string(i);
        s.lines.push_back({"Branch office " + number, "icmp://192.0.2." + number, 4.0 + 3.1 * i,
                           i % 7 == 0 ? 0.02 : 0.0002, 0,
                           IpAddress::v4(0xc0000200U + static_cast<std::uint32_t>(i))});
    }
    s.until = at(27, 12);
    for (std::size_t i = 0; i < 30; i += 3) {
        const auto begin = at(26, static_cast<int>(i) / 2, 7);
        s.troubles.push_back({Cause::target_down,
                              Confidence::certain,
                              {begin, begin + std::chrono::minutes(2 + i)},
                              {i},
                              "recovered",
                              {}});
    }
    return s;
}

Story odd() {
    Story s;
    s.lines = {{"<b>Shop & \"Sons\"</b> 'n' more", "https://shop.example/?a=1&b=<2>", 31, 0.01, 0,
                address("198.51.100.7")},
               {"שרת הבית", "icmp://192.0.2.20", 4, 0, 0, address("192.0.2.20")},
               {"خادم المكتب", "icmp://192.0.2.21", 6, 0.01, 0, address("192.0.2.21")},
               {"=HYPERLINK(\"http://evil.example\")", "icmp://192.0.2.22", 6, 0, 0,
                address("192.0.2.22")},
               {std::string(180, 'W'), "icmp://192.0.2.23", 6, 0, 0, address("192.0.2.23")},
               {"測試 ライン", "icmp://[2001:db8::23]", 6, 0, 0, address("2001:db8::23")}};
    s.until = at(26, 6);
    s.troubles = {{Cause::target_down,
                   Confidence::certain,
                   {at(25, 8), at(25, 9)},
                   {0, 1},
                   "recovered <script>alert(1)</script>",
                   {{"<img src=x onerror=alert(1)>",
                     "\"quoted\" & 'single', =1+1\r\nnext line, no UTF-8: \xff\xfe", at(25, 8)}}}};
    s.events = {{EventKind::route, at(25, 10), TargetId{2}, "-2+3 <route> & more"}};
    return s;
}

Story bare() {
    Story s;
    s.lines = usual_lines();
    s.until = kBegin;
    return s;
}

class Scribe {
 public:
    Scribe(const Story& story, const std::string& path) : story_(story), random_(7) {
        StoreOptions options;
        options.path = path;
        options.retention = {5, 7, 1825, std::uint64_t{1} << 30};
        options.batch_every = 0ns;
        options.now = [this] {
            return Instant{MonoTime(1h), kBegin} + Nanoseconds(passed_.load());
        };
        make_ = [options] { return std::make_unique<Store>(options); };
    }

    void run() {
        start(kBegin);
        for (auto step = kBegin; step < story_.until; step += kStep) {
            const bool asleep = is_asleep(step);
            if (asleep && store_) stop(step);
            if (!asleep && !store_) start(step);
            if (!asleep) fill(step);
        }
        passed_ = Nanoseconds(story_.until - kBegin).count();
        if (store_) flush();
        // As when it is killed: what lasts is still open.
    }

 private:
    [[nodiscard]] bool is_asleep(WallTime t) const {
        for (const auto& span : story_.asleep)
            if (span.has(t)) return true;
        return false;
    }
    [[nodiscard]] const Trouble* trouble_of(std::size_t target, WallTime t) const {
        for (const auto& trouble : story_.troubles)
            for (const auto affected : trouble.targets)
                if (affected == target && trouble.span.has(t)) return &trouble;
        return nullptr;
    }
    void flush() {
        if (auto done = store_->flush(60s); !done.ok())
            throw std::runtime_error(done.error().text());
    }
    void start(WallTime now) {
        passed_ = Nanoseconds(now - kBegin).count();
        store_ = make_();
        std::vector<TargetIdentity> targets;
        for (std::size_t i = 0; i < story_.lines.size(); ++i)
            targets.push_back({TargetId{static_cast<std::uint32_t>(i + 1)}, story_.lines[i].name,
                               story_.lines[i].check});
        store_->set_targets(targets, now);
        store_->put(Event{EventKind::program_start, now, {}, "0.1.0"});
        states_.assign(story_.lines.size(), TargetState::unknown);
        for (const auto& t : targets) store_->put(StateChange{t.id, TargetState::unknown, now, ""});
    }
    void stop(WallTime now) {
        passed_ = Nanoseconds(now - kBegin).count();
        store_->put(Event{EventKind::program_stop, now, {}, "0.1.0"});
        flush();
        store_.reset();
    }
    void set_state(std::size_t target, TargetState state, WallTime now, const std::string& reason) {
        if (states_[target] == state) return;
        states_[target] = state;
        store_->put(
            StateChange{TargetId{static_cast<std::uint32_t>(target + 1)}, state, now, reason});
    }
    void fill(WallTime step) {
        for (const auto& e : story_.events)
            if (e.time >= step && e.time < step + kStep) store_->put(e);
        for (std::size_t i = 0; i < story_.troubles.size(); ++i) tell(i, step);
        for (auto now = step; now < step + kStep && now < story_.until; now += kInterval)
            for (std::size_t t = 0; t < story_.lines.size(); ++t) sample(t, now);
        passed_ = Nanoseconds(step + kStep - kBegin).count();
        flush();
    }
    void tell(std::size_t i, WallTime step) {
        const auto& t = story_.troubles[i];
        OutageRecord record;
        record.id = static_cast<std::uint32_t>(i + 1);
        record.cause = t.cause;
        record.confidence = t.confidence;
        record.network = "wlan0/192.0.2.1";
        record.began = t.span.from;
        for (const auto n : t.targets) record.affected.push_back(story_.lines[n].name);
        record.told = true;
        record.evidence = t.evidence;
        const auto in = [&](WallTime w) { return w >= step && w < step + kStep; };
        if (in(t.span.from)) store_->put(record);
        if (!in(t.span.until) || t.how.empty()) return;
        record.ended = t.span.until;
        record.how = t.how;
        store_->put(record);
    }
    void sample(std::size_t target, WallTime now) {
        const auto& line = story_.lines[target];
        const TargetId id{static_cast<std::uint32_t>(target + 1)};
        const auto sent =
            now + std::chrono::microseconds(static_cast<int>(random_.uniform() * 900));
        const auto hour = (now.time_since_epoch() / 1h) % 24;
        const bool evening = hour >= 18 && hour < 22;
        const auto* trouble = trouble_of(target, now);
        const bool degraded = evening && line.evening_loss > 0.015;
        set_state(target,
                  trouble != nullptr ? TargetState::down
                  : degraded         ? TargetState::degraded
                                     : TargetState::up,
                  now,
                  trouble != nullptr ? "no answer"
                  : degraded         ? "3 % of requests are lost"
                                     : "");
        const double loss = evening ? line.loss + line.evening_loss : line.loss;
        if (trouble != nullptr || random_.chance(loss)) {
            store_->put(Sample{id, sent, Outcome::timeout, {}, {}, {}});
            return;
        }
        const double tail = random_.chance(0.02) ? 1 + 3 * random_.uniform() : 1;
        const double jitter = (evening ? 0.4 : 0.15) * random_.uniform() * random_.uniform();
        const double ms = line.base_ms * ((evening ? 1.2 : 1) * tail + jitter);
        store_->put(Sample{id, sent, Outcome::answered, Ttl{57},
                           Rtt(Nanoseconds(static_cast<std::int64_t>(ms * 1e6))), line.responder});
        if (random_.chance(0.0005))
            store_->put(Sample{id, sent, Outcome::duplicate, Ttl{57},
                               Rtt(Nanoseconds(static_cast<std::int64_t>(ms * 1.1e6))),
                               line.responder});
    }

    const Story& story_;
    simnet::Random random_;
    std::atomic<std::int64_t> passed_{0};
    std::function<std::unique_ptr<Store>()> make_;
    std::unique_ptr<Store> store_;
    std::vector<TargetState> states_;
};

Story story_of(const std::string& name) {
    if (name == "usual") return usual();
    if (name == "calm") return calm();
    if (name == "many") return many();
    if (name == "odd") return odd();
    if (name == "bare") return bare();
    throw std::runtime_error("there is no case " + name);
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 3) throw std::runtime_error("usage: make-history CASE FILE");
    const auto story = story_of(argv[1]);
    Scribe scribe(story, argv[2]);
    scribe.run();
    // What is open stays open in the file, as when the program is killed: no destructor runs.
    std::fflush(stdout);
    std::_Exit(0);
} catch (const std::exception& e) {
    std::fprintf(stderr, "make-history: %s\n", e.what());
    return 1;
}
