// The HTTP endpoint that serves /metrics, on the engine's loop.
#pragma once

#include <uv.h>

#include <chrono>
#include <functional>
#include <memory>

#include "agent/metrics/facts.h"
#include "shared/ip_address.h"
#include "shared/result.h"

namespace traypulse::scrape {

/// Two Prometheus servers and a person with a browser need four; each costs a descriptor.
inline constexpr std::size_t kMostScrapers = 16;
/// From the connection to the end of the request. Prometheus sends it at once.
inline constexpr std::chrono::milliseconds kRequestPatience{5000};
/// From the request to the end of the answer: Prometheus itself gives up after 10 s.
inline constexpr std::chrono::milliseconds kAnswerPatience{10000};
/// The facts of a document are gathered at most once in so long, however many ask for it …
inline constexpr std::chrono::milliseconds kFreshFor{500};
/// … and so many times as long as that took: with 4,096 targets some milliseconds.
inline constexpr unsigned kShareOfTime = 20;
/// What is written at a time, and held for a connection until the system has it: a tenth of a
/// millisecond. The 11 MB of 4,096 targets are 173 of these, between which the engine does what is
/// due; all who ask share the turns.
inline constexpr std::size_t kSlice = std::size_t{64} * 1024;
inline constexpr std::chrono::milliseconds kTurnEvery{1};
/// Where the loop is so busy that its turns are long, more slices fit into one: a tenth of the time
/// that has gone since the last, else who asks would wait for as many long turns as there are
/// slices.
inline constexpr std::uint64_t kShareOfTurn = 10;
inline constexpr std::chrono::milliseconds kLongestTurn{5};

/// Loop thread only. One request a connection. Whoever is slow, or sends what is no request, holds
/// one descriptor for a few seconds, one slice, and the facts of its moment, which all have in
/// common who asked then.
class MetricsServer {
 public:
    struct Counts {
        std::uint64_t served = 0;
        std::uint64_t refused = 0;   ///< no request, a wrong one, too slow, or one too many at once
        std::uint64_t cut_off = 0;   ///< not read to their end, or not in time
        std::uint64_t gathered = 0;  ///< facts
    };
    MetricsServer(uv_loop_t* loop, std::function<Facts()> facts,
                  std::chrono::milliseconds answer_patience = kAnswerPatience);
    ~MetricsServer();
    MetricsServer(const MetricsServer&) = delete;
    MetricsServer& operator=(const MetricsServer&) = delete;

    /// At most once. Error: the address is not this computer's, or the port is taken.
    Status listen(const IpAddress& address, std::uint16_t port);
    [[nodiscard]] Counts counts() const;
    /// Bytes that are written and that the system has not taken, of all connections.
    [[nodiscard]] std::size_t held() const;

 private:
    class Connection;
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace traypulse::scrape
