// What the engine asks beside its targets' streams, asked over the real helper and kernel.
#include <doctest/doctest.h>
#include <uv.h>

#include <csignal>
#include <functional>
#include <map>
#include <optional>

#include "agent/probes/check_maker.h"
#include "agent/probes/icmp_ladder.h"
#include "agent/runtime/first_hops.h"
#include "agent/runtime/inquirer.h"
#include "tests/system/verdicts/neighbourhood.h"

using namespace traypulse;
using namespace traypulse::runtime;
using namespace traypulse::test;
using namespace std::chrono_literals;

namespace {

constexpr TargetId kShop{1};
constexpr TargetId kAnchor{2};
constexpr TargetId kNobody{3};
constexpr InquiryId kFirst{7};

/// Everything that the agent has of it.
class Bench {
 public:
    explicit Bench(bool helper = true) {
        std::signal(SIGPIPE, SIG_IGN);
        uv_loop_init(&loop_);
        resolver_.emplace(&loop_);
        checks_.emplace(&loop_, *resolver_);
        if (helper) {
            LadderOptions options;
            options.service_socket = "/nonexistent";
            options.helper_path = TRAYPULSE_HELPER_PATH;
            ladder_.emplace(&loop_, options, nullptr);
            mux_.open(*ladder_, {});
            REQUIRE(until([&] { return mux_.abilities() != nullptr; }));
        }
        inquirer_.emplace(
            InquiryTools{&loop_, &mux_,
                         [this](CheckRequest r) { return checks_->make(std::move(r)); }},
            [this](TargetId id) -> std::optional<InquirySubject> {
                const auto found = who.find(id);
                return found == who.end() ? std::nullopt : std::optional(found->second);
            },
            [this](InquiryId id, const Answer& answer) {
                CHECK_FALSE(asking_);
                answers[id].push_back(answer);
            });
    }
    ~Bench() {
        inquirer_.reset();
        mux_.close();
        ladder_.reset();
        checks_.reset();
        resolver_.reset();
        uv_run(&loop_, UV_RUN_DEFAULT);
        CHECK(uv_loop_close(&loop_) == 0);
    }

    bool until(const std::function<bool()>& holds) {
        bool late = false;
        uv::Timer patience(&loop_);
        patience.start(60s, [&] { late = true; });
        // A turn of the loop runs its timers first, and would then wait for the next one.
        uv::Timer tick(&loop_);
        tick.start(
            5ms, [] {}, 5ms);
        while (!holds() && !late) uv_run(&loop_, UV_RUN_ONCE);
        return !late;
    }
    void ask(Question question, InquiryId id = kFirst, TargetId target = kShop,
             TargetId anchor = {}) {
        asking_ = true;
        inquirer_->ask({id, question, target, anchor});
        asking_ = false;
    }
    /// The one answer to a question of which there are no parts.
    template <class Kind>
    Kind answer(Question question, InquiryId id = kFirst, TargetId target = kShop) {
        ask(question, id, target);
        REQUIRE(until([&] { return !answers[id].empty(); }));
        for (int i = 0; i < 3; ++i) uv_run(&loop_, UV_RUN_NOWAIT);
        REQUIRE(answers[id].size() == 1);
        REQUIRE(std::holds_alternative<Kind>(answers[id][0]));
        return std::get<Kind>(answers[id][0]);
    }
    /// All lines, once the last part has come.
    std::vector<std::string> evidence(TargetId anchor = {}, TargetId target = kShop) {
        ask(Question::evidence, kFirst, target, anchor);
        REQUIRE(until([&] { return last(); }));
        std::vector<std::string> out;
        for (const auto& part : answers[kFirst])
            for (const auto& line : std::get<EvidenceAnswer>(part).lines)
                out.push_back(line.what + ": " + line.value);
        return out;
    }
    [[nodiscard]] bool last() {
        const auto& parts = answers[kFirst];
        return !parts.empty() && std::get<EvidenceAnswer>(parts.back()).last;
    }
    void is_at(TargetId id, const std::string& name, const std::string& address,
               const std::string& host = {}, bool anchor = false) {
        InquirySubject subject;
        subject.name = name;
        subject.check.host = host.empty() ? address : host;
        subject.address = IpAddress::parse(address);
        subject.anchor = anchor;
        who[id] = subject;
    }
    uv_loop_t* loop() { return &loop_; }
    IcmpMux& mux() { return mux_; }
    Inquirer& inquirer() { return *inquirer_; }
    void drop() { inquirer_.reset(); }

    std::map<TargetId, InquirySubject> who;
    std::map<InquiryId, std::vector<Answer>> answers;

 private:
    uv_loop_t loop_{};
    IcmpMux mux_;
    std::optional<NameResolver> resolver_;
    std::optional<CheckMaker> checks_;
    std::optional<IcmpLadder> ladder_;
    std::optional<Inquirer> inquirer_;
    bool asking_ = false;
};

NetworkFacts facts() {
    NetworkFacts out;
    out.known = true;
    out.interface = "eth0";
    out.medium = Medium::wired;
    out.routers = {"192.0.2.1"};
    out.neighbours = {{"192.0.2.1", "eth0", "00:53:00:12:34:56", NeighbourState::reachable}};
    out.resolvers = {"10.99.53.53", "10.99.53.54"};
    return out;
}

const std::string kPortal = R"({"address": "203.0.113.80", "port": 80, "routes": {
    "/": {}, "/well": {"status": 204},
    "/sent": {"status": 302, "headers": {"Location": "http://login.hotel.test/?from=you"}},
    "/page": {"body": "<html><TITLE lang=en>\n Welcome to Hotel &amp; Spa\u001b </TITLE>"},
    "/bare": {"body": "x"},
    "/sign": {"status": 511, "body": ""},
    "/gone": {"status": 404, "body": ""},
    "/sick": {"status": 503, "body": ""}}})";

bool starts(const std::string& text, const std::string& part) { return text.rfind(part, 0) == 0; }

}  // namespace

TEST_CASE("portal: open, captive by a redirect, a page or its status, or no answer at all") {
    Neighbourhood net;
    const auto web = net.web(kPortal);
    Bench bench(false);
    using State = PortalAnswer::State;
    std::uint32_t number = 0;
    const auto ask = [&](const std::string& path) {
        bench.inquirer().set_portal("http://203.0.113.80" + path);
        return bench.answer<PortalAnswer>(Question::portal, InquiryId{++number});
    };
    const auto well = ask("/well");
    CHECK(well.detail == "");
    CHECK(well.state == State::open);
    CHECK(ask("/sent") ==
          PortalAnswer{State::captive, "it sends people to http://login.hotel.test/?from=you"});
    CHECK(ask("/page") ==
          PortalAnswer{State::captive, "its page says \"Welcome to Hotel &amp; Spa\""});
    CHECK(ask("/bare") ==
          PortalAnswer{State::captive, "it answers HTTP 200 where 204 was expected"});
    CHECK(ask("/sign").state == State::captive);
    CHECK(ask("/gone").state == State::no_answer);
    CHECK(ask("/sick").state == State::no_answer);
    CHECK(ask(":81/").state == State::no_answer);
    CHECK(ask(":81/").detail.find("refused") != std::string::npos);
    // TLS lets nobody answer in another's stead, and no address is no question.
    for (const char* none : {"", "https://203.0.113.80/well"}) {
        bench.inquirer().set_portal(none);
        const auto answer = bench.answer<PortalAnswer>(Question::portal, InquiryId{++number});
        CHECK(answer == PortalAnswer{State::no_answer, "no address to ask is configured"});
    }
}

TEST_CASE("service: accepted, refused by the target itself, and not alive") {
    Neighbourhood net({"host 10.99.20.1", "host 10.99.20.2 unreachable port from 10.99.0.1"});
    Bench bench(false);
    std::uint32_t number = 0;
    const auto ask = [&](const std::string& address) {
        bench.is_at(kShop, "Shop", address, "shop.test");
        return bench.answer<ServiceAnswer>(Question::service, InquiryId{++number});
    };
    {
        const auto web = net.web(kPortal);
        const auto accepted = ask("203.0.113.80");
        CHECK(accepted.alive);
        CHECK(accepted.accepts);
        CHECK(accepted.check.uri() == "tcp://shop.test:80");
        CHECK(accepted.how == "its TCP port 80 accepts connections");
        // In an anchor's name a router's own page might answer there.
        bench.is_at(kAnchor, "Anchor", "203.0.113.80", {}, true);
        CHECK_FALSE(
            bench.answer<ServiceAnswer>(Question::service, InquiryId{++number}, kAnchor).accepts);
    }
    // The simulated hosts answer TCP by a reset.
    const auto refused = ask("10.99.20.1");
    CHECK(refused.alive);
    CHECK_FALSE(refused.accepts);
    CHECK(refused.how.find("answers, and refuses") != std::string::npos);
    // A firewall on the way that says "port unreachable" is not the target.
    const auto rejected = ask("10.99.20.2");
    CHECK_FALSE(rejected.alive);
    CHECK(rejected.how == "its TCP ports 443, 80 and 22 do not answer either");
    const auto silent = ask("10.99.20.9");
    CHECK_FALSE(silent.alive);
    CHECK(silent.how == rejected.how);
}

TEST_CASE("path_mtu: a black hole is found, and without a helper it cannot be asked") {
    Neighbourhood net({"host 10.99.20.1 blackhole 1400", "host 10.99.20.2"});
    const auto ask = [](Bench& bench, const std::string& address) {
        bench.is_at(kShop, "Shop", address);
        bench.answers.clear();
        return bench.answer<PathMtuAnswer>(Question::path_mtu).mtu;
    };
    Bench bench;
    const auto hole = ask(bench, "10.99.20.1");
    CHECK(hole.finding == MtuFinding::black_hole);
    CHECK(hole.mtu == 1400);
    CHECK(ask(bench, "10.99.20.2").finding == MtuFinding::whole);
    Bench without(false);
    CHECK(ask(without, "10.99.20.2").finding == MtuFinding::unavailable);
}

TEST_CASE("evidence: network, each resolver, and how far packets come, in parts that end") {
    Neighbourhood net({"dns name shop.test a 10.99.20.1", "host 10.99.10.1"});
    Bench bench;
    bench.is_at(kShop, "Shop", "10.99.20.1", "shop.test");
    bench.is_at(kAnchor, "Anchor", "10.99.10.1");
    bench.inquirer().set_network(facts());
    const auto lines = bench.evidence(kAnchor);
    REQUIRE(lines.size() == 7);
    CHECK(lines[0] == "Network connection: eth0, by cable");
    CHECK(starts(lines[1], "Router 192.0.2.1 on eth0: is there on the local network"));
    CHECK(lines[2] == "Way to Shop (10.99.20.1): by the router 192.0.2.1, or on the local network");
    const auto has = [&](const std::string& part) {
        return std::count_if(lines.begin() + 3, lines.end(),
                             [&](const auto& line) { return starts(line, part); });
    };
    CHECK(has("Resolver 10.99.53.53: says that shop.test is 10.99.20.1, after ") == 1);
    CHECK(has("Resolver 10.99.53.54: asked for shop.test: no answer within 2") == 1);
    CHECK(has("Trace to Shop (10.99.20.1): nothing answers behind step 2 (10.99.0.1): 1 "
              "192.0.2.1 ") == 1);
    CHECK(has("Trace to Anchor (10.99.10.1): reached, 3 steps: 1 192.0.2.1 ") == 1);
    // What this machine knows itself comes at once; nothing waits for the slowest.
    CHECK(bench.answers[kFirst].size() == 5);
    CHECK(std::get<EvidenceAnswer>(bench.answers[kFirst][0]).lines.size() == 3);
    int last = 0;
    for (const auto& part : bench.answers[kFirst]) last += std::get<EvidenceAnswer>(part).last;
    CHECK(last == 1);
}

TEST_CASE("evidence without a helper goes by UDP, without a name by the canary") {
    Neighbourhood net({"dns name canary.test a 10.99.10.1", "host 10.99.20.1"});
    Bench bench(false);
    bench.is_at(kShop, "Shop", "10.99.20.1");
    auto network = facts();
    network.resolvers.resize(1);
    bench.inquirer().set_network(network);
    bench.inquirer().set_canary("canary.test");
    const auto lines = bench.evidence();
    REQUIRE(lines.size() == 5);
    CHECK(starts(lines[3], "Resolver 10.99.53.53: says that canary.test is 10.99.10.1"));
    CHECK(starts(lines[4], "Trace to Shop (10.99.20.1): reached, 3 steps: 1 192.0.2.1 "));
}

TEST_CASE("evidence of a target without an address is what there is") {
    Neighbourhood net;
    Bench bench;
    bench.is_at(kShop, "Shop", "", "shop.test");
    bench.inquirer().set_network({});
    CHECK(bench.evidence().empty());
    CHECK(bench.answers[kFirst].size() == 1);
}

TEST_CASE("what cannot be asked is answered all the same, and so is each of too many") {
    Neighbourhood net;
    Bench bench(false);
    CHECK_FALSE(bench.answer<ServiceAnswer>(Question::service, InquiryId{1}, kNobody).alive);
    CHECK(bench.answer<PathMtuAnswer>(Question::path_mtu, InquiryId{2}, kNobody).mtu.finding ==
          MtuFinding::unavailable);
    const auto evidence = bench.answer<EvidenceAnswer>(Question::evidence, InquiryId{3}, kNobody);
    REQUIRE(evidence.lines.size() == 1);
    CHECK(evidence.last);
    CHECK(evidence.lines[0].value == "could not be gathered: its address is not known");

    bench.answers.clear();
    bench.is_at(kShop, "Shop", "203.0.113.80");
    constexpr std::uint32_t kMany = Inquirer::kMostAtOnce + Inquirer::kMostWaiting + 5;
    for (std::uint32_t n = 1; n <= kMany; ++n) bench.ask(Question::service, InquiryId{n});
    REQUIRE(bench.until([&] { return bench.answers.size() == kMany; }));
    int refused = 0;
    for (const auto& [id, answers] : bench.answers) {
        CHECK(answers.size() == 1);
        refused += std::get<ServiceAnswer>(answers[0]).how == "too many questions are open at once";
    }
    CHECK(refused == kMany - Inquirer::kMostWaiting);
}

TEST_CASE("dropped while they run, none of them is answered and nothing is left behind") {
    Neighbourhood net({"host 10.99.20.1"});
    Bench bench;
    bench.is_at(kShop, "Shop", "10.99.20.1", "shop.test");
    bench.inquirer().set_network(facts());
    bench.inquirer().set_portal("http://10.99.20.9/");
    std::uint32_t number = 0;
    for (const auto q :
         {Question::portal, Question::service, Question::path_mtu, Question::evidence})
        bench.ask(q, InquiryId{++number});
    REQUIRE(bench.until([&] { return net.world().count("10.99.20.1").requests > 3; }));
    const auto before = bench.answers;
    bench.drop();
    for (int i = 0; i < 20; ++i) uv_run(bench.loop(), UV_RUN_NOWAIT);
    CHECK(bench.answers.size() == before.size());
}

TEST_CASE("the first hops are told once the network has settled, and only while all is calm") {
    Neighbourhood net({"host 10.99.10.1 hops 10.98.0.1,*,10.98.0.3"});
    Bench bench;
    std::vector<std::vector<std::string>> found;
    std::optional<IpAddress> anchor;
    int asked = 0;
    FirstHops hops(
        bench.loop(), bench.mux(),
        [&] {
            ++asked;
            return anchor;
        },
        [&](std::vector<std::string> way) { found.push_back(std::move(way)); },
        {.settle = 50ms, .every = 200ms});
    hops.set_network(facts());
    REQUIRE(bench.until([&] { return asked == 3; }));
    CHECK(found.empty());
    anchor = IpAddress::parse("10.99.10.1");
    REQUIRE(bench.until([&] { return found.size() == 2; }));
    const std::vector<std::string> way{"192.0.2.1", "10.99.0.1", "10.98.0.1", "", "10.98.0.3"};
    CHECK(found[0] == way);
    CHECK(found[1] == way);
    // Something is suspected: what a trace says now is no picture of a good day.
    REQUIRE(bench.until([&] {
        if (asked < 6) return false;
        hops.interrupt();
        return true;
    }));
    auto nowhere = facts();
    nowhere.default_route = false;
    nowhere.routers.clear();
    hops.set_network(nowhere);
    const auto then = asked;
    for (int i = 0; i < 20; ++i) uv_run(bench.loop(), UV_RUN_NOWAIT);
    CHECK(asked == then);
}
