// A Prober in virtual time, with a network of one host that answers as told.
#pragma once

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <vector>

#include "helper/prober.h"

namespace traypulse::helper::testing {

struct Sent {
    Departure departure;
    MonoTime at;
};

class Bench : public ResultSink {
 public:
    explicit Bench(const Limits& limits = {}, std::uint32_t identifiers = 16)
        : prober(
              limits, {protocol::SocketKind::raw, protocol::SocketKind::raw}, identifiers, *this,
              [this] { return ++cookie_ * 0x9e3779b97f4a7c15ULL; }, begin) {
        prober.connect(client, 1000, now);
    }

    void answer_after(Nanoseconds delay) { delay_ = delay; }

    void start(std::uint32_t probe, std::uint32_t count, Nanoseconds interval,
               Nanoseconds timeout = std::chrono::seconds{1}) {
        add(client, probe, count, interval, timeout, target);
    }
    void start_as(ConnectionId connection, std::uint32_t probe, std::uint32_t count,
                  Nanoseconds interval) {
        add(connection, probe, count, interval, std::chrono::seconds{1}, other_target);
    }

    /// Does what is due now.
    void poll() {
        while (!answers_.empty() && answers_.front().at + *delay_ <= now) {
            reply(answers_.front(), answers_.front().at + *delay_);
            answers_.pop_front();
        }
        prober.expire(now);
        std::array<Departure, 64> due;
        std::size_t count = 0;
        do {
            count = prober.due(now, due);
            for (std::size_t i = 0; i < count; ++i) leave(due[i]);
        } while (count == due.size());
    }

    void run_until(MonoTime end) {
        poll();
        while (true) {
            auto next = prober.next_deadline();
            if (!answers_.empty()) {
                const auto answer = answers_.front().at + *delay_;
                next = next ? std::min(*next, answer) : answer;
            }
            if (!next || *next > end) break;
            now = std::max(now, *next);
            poll();
        }
        now = end;
        poll();
    }
    void run(Nanoseconds time) { run_until(now + time); }

    bool reply(const Sent& to) { return reply(to, now); }
    bool reply(const Sent& to, MonoTime received) {
        icmp::Message message;
        message.cookie = to.departure.cookie;
        message.ttl = Ttl{64};
        return prober.received(to.departure.path, to.departure.key, message,
                               to.departure.destination, real(received), {real(now), now});
    }
    bool error(const Sent& about, icmp::Kind kind, bool with_cookie = true,
               std::span<const std::uint8_t> added = {}) {
        icmp::Message message;
        message.kind = kind;
        message.mtu = 1400;
        if (with_cookie) message.cookie = about.departure.cookie;
        message.destination = about.departure.destination;
        return prober.received(about.departure.path, about.departure.key, message, router,
                               real(now), {real(now), now}, added);
    }

    static Nanoseconds real(MonoTime t) {
        return t.time_since_epoch() + std::chrono::hours{400'000};
    }

    const MonoTime begin{std::chrono::hours{1}};
    MonoTime now = begin;
    ConnectionId client{1};
    IpAddress target = IpAddress::v4(0xc0000201);
    IpAddress other_target = IpAddress::v4(0xc0000202);
    IpAddress router = IpAddress::v4(0xc00002fe);
    int send_error = 0;
    std::vector<Sent> sent;
    std::vector<protocol::ProbeResult> results;
    std::vector<protocol::Ended> ends;
    std::vector<protocol::Extensions> additions;

 private:
    void result(ConnectionId, const protocol::ProbeResult& r) override { results.push_back(r); }
    void ended(ConnectionId, const protocol::Ended& e) override { ends.push_back(e); }
    void extensions(ConnectionId, const protocol::Extensions& e) override {
        additions.push_back(e);
    }

    void add(ConnectionId connection, std::uint32_t probe, std::uint32_t count,
             Nanoseconds interval, Nanoseconds timeout, const IpAddress& to) {
        protocol::Start s;
        s.probe = ProbeId{probe};
        s.address = to;
        s.count = count;
        s.interval = interval;
        s.timeout = timeout;
        rejected = prober.start(connection, s, now);
    }

    void leave(const Departure& departure) {
        if (send_error != 0) {
            prober.refused(departure, send_error, {real(now), now});
            return;
        }
        sent.push_back({departure, now});
        prober.departed(departure, {real(now), now});
        if (delay_) answers_.push_back(sent.back());
    }

    std::optional<Nanoseconds> delay_;
    std::deque<Sent> answers_;
    std::uint64_t cookie_ = 0;

 public:
    Prober prober;
    std::optional<protocol::Rejected> rejected;
};

}  // namespace traypulse::helper::testing
