// A ladder on a loop of its own, one stream to one address, and what came of it.
#pragma once

#include <uv.h>

#include <functional>
#include <string>
#include <vector>

#include "agent/probes/icmp_ladder.h"
#include "shared/uv_handle.h"

namespace traypulse::test {

class LadderRig {
 public:
    explicit LadderRig(LadderOptions options);
    ~LadderRig();
    LadderRig(const LadderRig&) = delete;
    LadderRig& operator=(const LadderRig&) = delete;

    /// Turns the loop until the condition holds; false after `patience`.
    bool until(const std::function<bool()>& condition,
               std::chrono::milliseconds patience = std::chrono::seconds(20));
    /// Whenever the ladder is ready, this is asked for.
    void ask(const protocol::Start& start);
    /// `n` more replies to the stream come in.
    bool replies(std::size_t n);

    IcmpLadder& ladder() { return *ladder_; }
    std::vector<protocol::ProbeResult> results;
    std::vector<Rung> ready;          ///< in order
    std::vector<std::string> lost;    ///< reasons
    std::vector<std::string> failed;  ///< rungs that were tried: "helper: reason"
    std::vector<std::string> rejected;
    std::vector<protocol::Ended> ended;

 private:
    uv_loop_t loop_{};
    std::optional<IcmpLadder> ladder_;
    std::optional<uv::Timer> tick_;
    std::optional<protocol::Start> wish_;
    std::uint32_t next_probe_ = 1;
    void start();
};

/// A request each 250 ms until stopped: every rung can do that.
protocol::Start stream_to(const std::string& address);

}  // namespace traypulse::test
