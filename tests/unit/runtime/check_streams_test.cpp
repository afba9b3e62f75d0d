// The pace of checks, with checks whose end the test decides.
#include "agent/runtime/check_streams.h"

#include <doctest/doctest.h>

#include <map>
#include <vector>

using namespace traypulse;
using namespace traypulse::runtime;
using namespace std::chrono_literals;

namespace {

struct Bench;

class HeldCheck final : public Check {
 public:
    HeldCheck(Bench& bench, CheckRequest request);
    ~HeldCheck() override;
    void start(std::function<void()> done) override;
    void cancel() override { done_ = nullptr; }
    [[nodiscard]] const CheckOutcome& outcome() const override { return outcome_; }
    void end() { done_(); }
    [[nodiscard]] const CheckRequest& request() const { return request_; }

 private:
    Bench& bench_;
    CheckRequest request_;
    CheckOutcome outcome_;
    std::function<void()> done_;
};

struct Bench {
    Bench() { uv_loop_init(&loop); }
    ~Bench() {
        streams.reset();
        while (uv_run(&loop, UV_RUN_DEFAULT) != 0) {
        }
        CHECK(uv_loop_close(&loop) == 0);
        CHECK(running.empty());
    }
    template <class Until>
    void run_until(Until until) {
        while (!until()) uv_run(&loop, UV_RUN_ONCE);
    }
    TargetSpec spec(Nanoseconds interval) {
        TargetSpec out;
        out.check = {CheckKind::tcp, "a.b", 22};
        out.interval = interval;
        out.timeout = 5s;
        return out;
    }
    void end_all() {
        while (!running.empty()) running.front()->end();
    }

    uv_loop_t loop{};
    std::vector<HeldCheck*> running;
    std::size_t most = 0;
    int begun = 0;
    struct Heard {
        TargetId id;
        ProbeSource source;
        Nanoseconds age;
    };
    std::vector<Heard> heard;
    std::vector<TargetId> bursts_over;
    std::optional<CheckStreams> streams{
        std::in_place, &loop,
        [this](CheckRequest r) { return std::make_unique<HeldCheck>(*this, std::move(r)); },
        CheckStreams::Listener{
            [this](TargetId id, ProbeSource source, const CheckOutcome&, Nanoseconds age) {
                heard.push_back({id, source, age});
            },
            [this](TargetId id) { bursts_over.push_back(id); }}};
};

HeldCheck::HeldCheck(Bench& bench, CheckRequest request)
    : bench_(bench), request_(std::move(request)) {}
HeldCheck::~HeldCheck() { std::erase(bench_.running, this); }
void HeldCheck::start(std::function<void()> done) {
    done_ = std::move(done);
    bench_.running.push_back(this);
    bench_.most = std::max(bench_.most, bench_.running.size());
    ++bench_.begun;
    uv_stop(&bench_.loop);  // else the turn goes on to wait for what comes next
}

const TargetId kShop{1};
const IpAddress kAddress = *IpAddress::parse("192.0.2.1");

}  // namespace

TEST_CASE("check streams: the first check is made at once, the next each interval") {
    Bench b;
    b.streams->begin(kShop, b.spec(20ms), kAddress);
    CHECK(b.begun == 0);  // not from inside begin()
    const auto began = uv_hrtime();
    b.run_until([&] { return b.begun == 1; });
    CHECK(b.running[0]->request().address == kAddress);
    CHECK(b.running[0]->request().timeout == 5s);
    b.end_all();
    REQUIRE(b.heard.size() == 1);
    CHECK(b.heard[0].id == kShop);
    CHECK(b.heard[0].source == ProbeSource::stream);
    for (int n = 2; n <= 4; ++n) {
        b.run_until([&] { return b.begun == n; });
        b.end_all();
    }
    CHECK(uv_hrtime() - began >= 59'000'000);
}

TEST_CASE("check streams: a check that takes longer than its interval is not overtaken") {
    Bench b;
    const auto before = uv_hrtime();
    b.streams->begin(kShop, b.spec(1ms), kAddress);
    b.run_until([&] { return b.begun == 1; });
    uv::Timer timer(&b.loop);
    bool over = false;
    timer.start(30ms, [&] { over = true; });
    b.run_until([&] { return over; });
    CHECK(b.begun == 1);
    b.end_all();
    CHECK(b.heard[0].age >= 20ms);
    CHECK(b.heard[0].age <= Nanoseconds(static_cast<Nanoseconds::rep>(uv_hrtime() - before)) + 5ms);
    b.run_until([&] { return b.begun == 2; });
}

TEST_CASE("check streams: a burst runs beside the stream, overlaps, and its end is told once") {
    Bench b;
    b.streams->begin(kShop, b.spec(1h), kAddress);
    b.run_until([&] { return b.begun == 1; });
    b.streams->recheck({kShop, 3, 1ms, 100ms});
    b.run_until([&] { return b.begun == 4; });
    CHECK(b.running.back()->request().timeout == 100ms);
    CHECK(b.bursts_over.empty());
    b.end_all();
    CHECK(b.heard.size() == 4);
    CHECK(b.bursts_over == std::vector<TargetId>{kShop});
}

TEST_CASE("check streams: of what was stopped nothing is heard") {
    Bench b;
    b.streams->begin(kShop, b.spec(1h), kAddress);
    b.run_until([&] { return b.begun == 1; });
    b.streams->recheck({kShop, 2, 1h, 100ms});
    CHECK(b.begun == 2);
    b.streams->stop_recheck(kShop);
    CHECK(b.running.size() == 1);
    b.streams->end(kShop);
    CHECK(b.running.empty());
    CHECK(b.heard.empty());
    CHECK(b.bursts_over.empty());
    b.streams->recheck({kShop, 2, 1ms, 100ms});  // too late: it has no stream
    b.streams->end(kShop);
    CHECK(b.begun == 2);
}

TEST_CASE("check streams: more than the limit wait for their turn, and each gets it") {
    Bench b;
    constexpr auto kTargets = static_cast<std::uint32_t>(CheckStreams::kMostAtOnce) + 44;
    for (std::uint32_t n = 1; n <= kTargets; ++n)
        b.streams->begin(TargetId(n), b.spec(1h), kAddress);
    b.run_until([&] { return b.running.size() == CheckStreams::kMostAtOnce; });
    uv_run(&b.loop, UV_RUN_NOWAIT);
    CHECK(b.running.size() == CheckStreams::kMostAtOnce);
    // Who is taken out while waiting is not begun.
    b.streams->end(TargetId(kTargets));
    b.end_all();
    CHECK(b.heard.size() == kTargets - 1);
    CHECK(b.most == CheckStreams::kMostAtOnce);
}

TEST_CASE("check streams: a stream can be ended and begun by the one who hears its outcome") {
    Bench b;
    b.streams.emplace(
        &b.loop, [&](CheckRequest r) { return std::make_unique<HeldCheck>(b, std::move(r)); },
        CheckStreams::Listener{[&](TargetId id, ProbeSource, const CheckOutcome&, Nanoseconds) {
                                   b.streams->end(id);
                                   if (b.begun < 3) b.streams->begin(id, b.spec(1h), kAddress);
                               },
                               [](TargetId) {}});
    b.streams->begin(kShop, b.spec(1h), kAddress);
    for (int n = 1; n <= 3; ++n) {
        b.run_until([&] { return b.begun == n; });
        b.end_all();
    }
    CHECK(b.running.empty());
}
