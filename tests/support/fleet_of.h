// As many targets as the agent takes, with what could be counted of them: for tests and the bench
// of the figures.
#pragma once

#include <cstdint>
#include <string>

#include "agent/metrics/facts.h"

namespace traypulse::test {

struct FleetOf {
    explicit FleetOf(std::uint32_t targets) {
        for (std::uint32_t i = 1; i <= targets; ++i) {
            TargetView view;
            view.id = TargetId(i);
            view.name = "Server " + std::to_string(i);
            view.check = (i % 4 == 0 ? "https://" : "icmp://") + ("host-" + std::to_string(i)) +
                         ".example.net";
            view.group = "Rack " + std::to_string(i % 40);
            view.state = TargetState::up;
            view.sent = i;
            view.loss = i % 3 == 0 ? 0.015625 : 0;
            view.jitter = Nanoseconds(123'456 + i);
            snapshot.targets.push_back(view);
            protocol::ProbeResult reply{};
            reply.outcome = protocol::Outcome::reply;
            for (std::uint32_t n = 0; n < 3 + i % 5; ++n) {
                reply.rtt = Rtt(Nanoseconds(1'000'000 + std::int64_t{7919} * i * n));
                probes.result(view.id, reply);
            }
        }
    }
    [[nodiscard]] scrape::Facts facts() const {
        auto out = scrape::facts_of(snapshot, probes, outages, open);
        out.version = "1.2";
        out.rung = "service";
        return out;
    }
    Snapshot snapshot;
    scrape::ProbeCounts probes;
    scrape::OutageCounts outages;
    std::vector<OutageRecord> open;
};

}  // namespace traypulse::test
