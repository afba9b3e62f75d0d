// An IcmpChannel on a small made-up network: what each address does with each request is a
// function. Time is the loop's: a request's outcome comes in the next turn, so that no test waits
// for a clock.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "agent/probes/icmp_channel.h"
#include "shared/uv_handle.h"

namespace traypulse::test {

class FakeChannel : public IcmpChannel {
 public:
    /// What the outside sees and steers; outlives the channel.
    struct World {
        ChannelAbilities abilities{Rung::spawned, true, true, std::chrono::milliseconds(10),
                                   1472,          4096, 1000};
        /// The events of request `seq` of a stream; the default is a reply after 1 ms.
        std::function<std::vector<protocol::ProbeResult>(const protocol::Start&, std::uint32_t seq)>
            answer;
        std::function<std::optional<Error>(const protocol::Start&)> refuse;
        /// Lost instead of ready on the n-th opening, and again after so many results.
        std::optional<Error> never_opens;
        std::optional<int> lost_after;
        bool comes_back = false;  ///< after lost_after, ready follows
        std::vector<protocol::Start> started;
        int alive = 0;
        std::function<void(int results)> on_result;  ///< after each result, its running number
    };

    FakeChannel(uv_loop_t* loop, World& world) : world_(world), turn_(loop, [this] { turn(); }) {
        ++world_.alive;
    }
    ~FakeChannel() override { --world_.alive; }
    FakeChannel(const FakeChannel&) = delete;
    FakeChannel& operator=(const FakeChannel&) = delete;

    void open(ChannelEvents events) override {
        events_ = std::move(events);
        later([this] {
            if (world_.never_opens)
                events_.lost(*world_.never_opens);
            else
                events_.ready(world_.abilities);
        });
    }
    void start(const protocol::Start& request) override {
        world_.started.push_back(request);
        if (world_.refuse)
            if (const auto error = world_.refuse(request)) {
                later([this, probe = request.probe, e = *error] { events_.rejected(probe, e); });
                return;
            }
        send(request, 0);
    }
    void stop(ProbeId probe) override {
        later([this, probe] { events_.ended({probe, protocol::EndReason::stopped}); });
    }
    static protocol::ProbeResult result(const protocol::Start& request, std::uint32_t seq,
                                        protocol::Outcome outcome,
                                        Nanoseconds rtt = std::chrono::milliseconds(1)) {
        protocol::ProbeResult out;
        out.probe = request.probe;
        out.sequence = Sequence(seq);
        out.outcome = outcome;
        out.sent_at = WallTime(std::chrono::seconds(1717243200));
        if (outcome != protocol::Outcome::timeout && outcome != protocol::Outcome::send_failed) {
            out.rtt = Rtt(rtt);
            out.responder = request.address;
            out.ttl = Ttl(64);
        }
        return out;
    }

 private:
    void send(const protocol::Start& request, std::uint32_t seq) {
        later([this, request, seq] {
            const auto events = world_.answer
                                    ? world_.answer(request, seq)
                                    : std::vector{result(request, seq, protocol::Outcome::reply)};
            for (const auto& event : events) {
                if (lost_) return;
                events_.result(event);
                ++results_;
                if (world_.on_result) world_.on_result(results_);
                if (world_.lost_after == results_) return lose();
            }
            if (request.count != 0 && seq + 1 == request.count)
                later([this, request] {
                    events_.ended({request.probe, protocol::EndReason::count_reached});
                });
            else
                send(request, seq + 1);
        });
    }
    void lose() {
        todo_.clear();
        events_.lost({ErrorCode::unavailable, "the helper is gone", "start it again"});
        if (world_.comes_back) later([this] { events_.ready(world_.abilities); });
    }
    void later(std::function<void()> what) {
        todo_.push_back(std::move(what));
        turn_.send();
    }
    void turn() {
        if (todo_.empty()) return;
        const auto what = std::move(todo_.front());
        todo_.pop_front();
        if (!todo_.empty()) turn_.send();
        what();
    }

    World& world_;
    ChannelEvents events_;
    std::deque<std::function<void()>> todo_;
    int results_ = 0;
    bool lost_ = false;
    uv::Async turn_;  // a timer of 0 ms would starve the loop's other handles
};

}  // namespace traypulse::test
