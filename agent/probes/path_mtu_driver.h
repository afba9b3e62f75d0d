// The half of a path MTU probe that is the same however packets are sent: pairs, their pace, and
// how long an answer is waited for.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>

#include "agent/probes/path_mtu.h"
#include "shared/types.h"
#include "shared/uv_handle.h"

namespace traypulse {

/// Loop thread only.
class PathMtuDriver : public PathMtuProbe {
 public:
    void start(const IpAddress& target, Done done) override;

 protected:
    /// `pace`: between two packets.
    PathMtuDriver(uv_loop_t* loop, std::chrono::milliseconds pace)
        : loop_(loop), pace_(pace), sender_(loop), patience_(loop), end_(loop) {}
    /// Makes ready to send; an error ends it.
    virtual Status open(const IpAddress& target) = 0;
    /// Whole IP packets, in bytes.
    [[nodiscard]] virtual std::uint32_t smallest() const = 0;
    [[nodiscard]] virtual std::uint32_t largest() const = 0;
    /// Sends one packet of `size` bytes, whole; answered(token) may follow, also from inside.
    virtual void send(std::uint32_t token, std::uint32_t size) = 0;

    void answered(std::uint32_t token, const MtuAnswer& answer);
    void fail(const Error& error);
    [[nodiscard]] const IpAddress& target() const { return target_; }
    uv_loop_t* loop() const { return loop_; }

 private:
    struct Pair {
        std::optional<MtuAnswer> small;
        std::optional<MtuAnswer> large;
        std::uint64_t small_ms = 0;
        std::uint64_t sent_ms = 0;  // of the second packet; 0: not yet
    };
    void step();
    void send_next();
    void look();
    bool settle(std::uint32_t number);
    void finish();
    [[nodiscard]] std::uint64_t patience() const;

    uv_loop_t* loop_;
    std::chrono::milliseconds pace_;
    IpAddress target_;
    Done done_;
    std::optional<PathMtuSearch> search_;
    std::uint32_t size_ = 0;
    std::uint32_t left_ = 0;  // pairs of this volley still to be sent
    std::map<std::uint32_t, Pair>
        pairs_;  // by number; tokens are 2 × number, + 1 for the large one
    std::uint32_t next_pair_ = 0;
    bool half_sent_ = false;
    std::optional<std::uint64_t> rtt_ms_;  // the longest of a small packet
    std::optional<Error> failure_;
    bool over_ = false;
    uv::Timer sender_, patience_, end_;
};

}  // namespace traypulse
