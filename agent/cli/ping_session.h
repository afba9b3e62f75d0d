// Streams of echo requests to given addresses over an IcmpChannel, from open to the last answer.
#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "agent/probes/icmp_channel.h"
#include "shared/ip_address.h"
#include "shared/result.h"
#include "shared/uv_handle.h"

namespace traypulse::cli {

/// How long a channel that was lost may take to come back (the ladder tries its next rung at once).
inline constexpr std::chrono::milliseconds kChannelPatience{3000};

struct PingParameters {
    std::uint32_t count = 0;  ///< 0: until stop()
    Nanoseconds interval = std::chrono::seconds(1);
    Nanoseconds timeout = std::chrono::seconds(1);
    std::uint16_t payload_size = 56;
    std::optional<Ttl> ttl;
};

/// Loop thread only. A stream begins again where it was when the channel comes back after a loss or
/// moves to another rung; requests that were under way then are nobody's loss and are sent again.
class PingSession {
 public:
    struct Stream {
        std::size_t index;  ///< the caller's own number, handed back with every event
        IpAddress address;
    };
    struct Events {
        std::function<void(std::size_t index, const protocol::ProbeResult&)> result;
        /// This stream was refused; the others go on.
        std::function<void(std::size_t index, const Error&)> failed;
        /// Once, at the end; not from inside a call. Error: nothing can be sent (any more).
        std::function<void(const Status&)> finished;
        /// Results lost between helper and us: the summary would call none of them loss.
        std::function<void(std::uint64_t)> missed;
    };
    PingSession(uv_loop_t* loop, std::unique_ptr<IcmpChannel> channel,
                const std::vector<Stream>& streams, PingParameters parameters, Events events);
    PingSession(const PingSession&) = delete;
    PingSession& operator=(const PingSession&) = delete;

    void start();
    /// Ends now: what is under way is neither answered nor lost. `finished` follows.
    void stop();

 private:
    struct Run {
        Stream stream;
        std::uint32_t base = 0;  ///< our sequence of the channel's sequence 0
        std::uint32_t next =
            0;  ///< the first of our sequences without a final outcome behind all that have one
        std::uint32_t finals = 0;
        bool over = false;
    };
    void on_ready(const ChannelAbilities& abilities);
    void on_result(protocol::ProbeResult result);
    void on_ended(const protocol::Ended& ended);
    void on_rejected(ProbeId probe, const Error& error);
    void on_lost(const Error& error);
    void close_run(Run& run);
    void finish(Status status);
    Run* run_of(ProbeId probe);
    [[nodiscard]] std::optional<Error> unable(const ChannelAbilities& abilities) const;

    PingParameters parameters_;
    Events events_;
    std::vector<Run> runs_;
    // Probe ids are given out in a row: the n-th since first_probe_ is of the n-th run here.
    std::vector<std::size_t> by_probe_;
    std::uint32_t first_probe_ = 1;
    std::uint32_t next_probe_ = 1;
    std::size_t open_ = 0;
    bool finishing_ = false;
    Status outcome_ = ok();
    std::unique_ptr<IcmpChannel> channel_;
    uv::Timer patience_;
    uv::Timer end_;
};

}  // namespace traypulse::cli
