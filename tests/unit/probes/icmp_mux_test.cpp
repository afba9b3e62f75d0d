// Several askers over one channel: each hears of its own probes, and of the channel's end.
#include "agent/probes/icmp_mux.h"

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <vector>

using namespace traypulse;

namespace {

/// What the mux does with a channel, and the channel's own voice.
struct Channel : IcmpChannel {
    void open(ChannelEvents e) override { events = std::move(e); }
    void start(const protocol::Start& request) override { started.push_back(request); }
    void stop(ProbeId probe) override { stopped.push_back(probe); }
    ChannelEvents events;
    std::vector<protocol::Start> started;
    std::vector<ProbeId> stopped;
};

struct Asker : IcmpAsker {
    explicit Asker(IcmpMux& of) : mux(of) {}
    ~Asker() override { mux.forget(*this); }
    void on_result(const protocol::ProbeResult& r) override {
        results.push_back(r.probe);
        if (heard) heard();
    }
    void on_extensions(const protocol::Extensions& e) override { extensions.push_back(e.probe); }
    void on_ended(const protocol::Ended& e) override {
        ended.push_back(e.probe);
        if (heard) heard();
    }
    void on_rejected(ProbeId probe, const Error&) override { rejected.push_back(probe); }
    void on_channel_gone() override {
        ++gone;
        if (when_gone) when_gone();
    }
    IcmpMux& mux;
    std::vector<ProbeId> results, extensions, ended, rejected;
    int gone = 0;
    std::function<void()> heard, when_gone;
};

protocol::ProbeResult result(ProbeId probe) {
    protocol::ProbeResult out;
    out.probe = probe;
    return out;
}

struct Open {
    Channel channel;
    IcmpMux mux;
    int ready = 0;
    int lost = 0;
    int rejected = 0;
    Open() {
        ChannelEvents events;
        events.ready = [this](const ChannelAbilities&) { ++ready; };
        events.lost = [this](const Error&) { ++lost; };
        events.rejected = [this](ProbeId, const Error&) { ++rejected; };
        mux.open(channel, std::move(events));
    }
    void become_ready() { channel.events.ready(ChannelAbilities{}); }
};

const Error kGone{ErrorCode::unavailable, "the helper is gone", ""};

}  // namespace

TEST_CASE("each hears of its own probes only, under ids of its own") {
    Open o;
    CHECK(o.mux.abilities() == nullptr);
    o.become_ready();
    REQUIRE(o.mux.abilities() != nullptr);
    Asker a(o.mux);
    Asker b(o.mux);
    const auto pa = o.mux.start({}, a);
    const auto pb = o.mux.start({}, b);
    CHECK(pa != pb);
    CHECK(o.channel.started.at(0).probe == pa);
    o.channel.events.result(result(pb));
    o.channel.events.extensions({pa, {}, 0, {}});
    o.channel.events.ended({pb, protocol::EndReason::count_reached});
    o.channel.events.result(result(pb));  // after its end: nobody's
    o.channel.events.rejected(pa, kGone);
    o.channel.events.rejected(pa, kGone);
    CHECK(a.results.empty());
    CHECK(a.extensions == std::vector{pa});
    CHECK(a.rejected == std::vector{pa});
    CHECK(b.results == std::vector{pb});
    CHECK(b.ended == std::vector{pb});
    CHECK(o.rejected == 1);
}

TEST_CASE("what was stopped is silent, also where its end is still on the way") {
    Open o;
    o.become_ready();
    Asker a(o.mux);
    const auto first = o.mux.start({}, a);
    const auto second = o.mux.start({}, a);
    o.mux.stop(first);
    o.mux.stop(first);
    CHECK(o.channel.stopped == std::vector{first});
    o.channel.events.result(result(first));
    o.channel.events.ended({first, protocol::EndReason::stopped});
    CHECK(a.results.empty());
    CHECK(a.ended.empty());
    o.mux.forget(a);
    CHECK(o.channel.stopped == std::vector{first, second});
}

TEST_CASE("a lost channel, and a better one in its place, end every probe once") {
    Open o;
    o.become_ready();
    Asker a(o.mux);
    Asker b(o.mux);
    Asker idle(o.mux);
    o.mux.start({}, a);
    o.mux.start({}, a);
    const auto old = o.mux.start({}, b);
    o.channel.events.lost(kGone);
    CHECK(a.gone == 1);
    CHECK(b.gone == 1);
    CHECK(idle.gone == 0);
    CHECK(o.lost == 1);
    CHECK(o.mux.abilities() == nullptr);
    o.mux.stop(old);  // of a channel that is gone: nothing to stop
    CHECK(o.channel.stopped.empty());
    o.become_ready();
    const auto fresh = o.mux.start({}, a);
    CHECK(fresh != old);
    o.become_ready();  // another rung, without `lost` before it
    CHECK(a.gone == 2);
    o.channel.events.result(result(fresh));
    CHECK(a.results.empty());
    o.mux.start({}, a);
    o.mux.close();
    CHECK(a.gone == 3);
}

TEST_CASE("who hears something may start, stop, and end others and himself") {
    Open o;
    o.become_ready();
    auto a = std::make_unique<Asker>(o.mux);
    auto b = std::make_unique<Asker>(o.mux);
    const auto pa = o.mux.start({}, *a);
    const auto pb = o.mux.start({}, *b);
    a->heard = [&] { b.reset(); };
    o.channel.events.result(result(pa));
    CHECK(o.channel.stopped == std::vector{pb});
    o.channel.events.result(result(pb));
    a->heard = [&] { o.mux.start({}, *a); };
    o.channel.events.ended({pa, protocol::EndReason::count_reached});
    CHECK(o.channel.started.size() == 3);

    // The first of two to hear of the end ends the other, who then hears nothing.
    Asker c(o.mux);
    auto d = std::make_unique<Asker>(o.mux);
    o.mux.start({}, c);
    o.mux.start({}, *d);
    bool told = false;
    c.when_gone = [&] { told ? void() : d.reset(); };
    d->when_gone = [&] {
        told = true;
        o.mux.forget(c);
    };
    o.channel.events.lost(kGone);
    CHECK(c.gone + (d ? d->gone : 0) == 1);
}
