// The ladder of DESIGN §1: the best way to send echo requests that works now, changed while
// running.
#pragma once

#include <uv.h>

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "agent/probes/helper_channel.h"
#include "agent/probes/ping_command_channel.h"

namespace traypulse {

struct LadderOptions {
    std::string service_socket = "/run/traypulse/helper.sock";
    std::string helper_path;  ///< absolute
    PingCommandOptions ping;
    FrameTap tap;
    /// How often a better rung is tried while a lower one is in use.
    std::chrono::milliseconds climb_every = std::chrono::minutes(1);
};

/// An IcmpChannel that looks after its own rung. `ready` may come again without `lost` before it: a
/// better rung has taken over, and every stream must be started again on it.
class IcmpLadder : public IcmpChannel {
 public:
    /// For the log: each rung that was tried and failed, with its reason.
    using Report = std::function<void(Rung, const Error&)>;
    IcmpLadder(uv_loop_t* loop, LadderOptions options, Report report);
    void open(ChannelEvents events) override;
    void start(const protocol::Start& request) override;
    void stop(ProbeId probe) override;
    [[nodiscard]] Rung rung() const { return current_ ? abilities_.rung : Rung::none; }
    /// Looks for a better rung now instead of within climb_every.
    void climb();
    /// For the next time that the last rung's turn comes; one in use keeps what it was made with.
    void set_ping(PingCommandOptions ping) { options_.ping = std::move(ping); }

 private:
    /// What can be opened; a spawned helper itself finds out whether it is `spawned` or `datagram`.
    enum class Way : std::uint8_t { service, spawned, command };
    static constexpr std::array kWays{Way::service, Way::spawned, Way::command};

    std::unique_ptr<IcmpChannel> make(Way way) const;
    void try_from(std::size_t index);
    void adopt(Way way, const ChannelAbilities& abilities);
    void candidate_failed(std::size_t index, const Error& error);
    void current_lost(const Error& error);
    ChannelEvents events_for(const IcmpChannel* channel, std::size_t index);
    /// Keeps a channel alive until the callback that it is in has returned.
    void bury(std::unique_ptr<IcmpChannel> channel);
    [[nodiscard]] bool resting(Way way) const;

    uv_loop_t* loop_;
    LadderOptions options_;
    Report report_;
    ChannelEvents events_;
    std::unique_ptr<IcmpChannel> current_;
    std::unique_ptr<IcmpChannel> candidate_;
    Way current_way_ = Way::command;
    Way candidate_way_ = Way::command;
    std::uint64_t adopted_ms_ = 0;
    ChannelAbilities abilities_;
    struct Health {
        int quick_deaths = 0;  ///< in a row
        std::uint64_t rest_until =
            0;  ///< uv_now; a helper that keeps dying is left alone for a while
    };
    std::array<Health, kWays.size()> health_{};
    std::vector<std::unique_ptr<IcmpChannel>> buried_;
    uv::Timer retry_, climb_, grave_;
};

}  // namespace traypulse
