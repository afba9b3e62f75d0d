// What TCP, UDP and DNS checks share: the time they have, the host's address, and how they end.
#pragma once

#include <string>

#include "agent/probes/check.h"
#include "agent/probes/check_address.h"
#include "agent/probes/check_socket.h"
#include "shared/uv_handle.h"

namespace traypulse {

/// Loop thread only. A kind derives from it, asks in ask(), and calls finish() once.
class BasicCheck : public Check {
 public:
    BasicCheck(uv_loop_t* loop, NameResolver& names, CheckRequest request);

    void start(std::function<void()> done) final;
    void cancel() final;
    [[nodiscard]] const CheckOutcome& outcome() const final { return outcome_; }

 protected:
    /// Where it is without a look-up; unspecified where that is not known.
    [[nodiscard]] virtual IpAddress known_address() const { return request_.address; }
    /// The address is known and stands in outcome(): send.
    virtual void ask() = 0;
    /// Closes what ask() opened. May be called more than once.
    virtual void release() = 0;
    /// The time is up. What has already come is still taken, because the timer runs before the
    /// sockets do when the loop was held up; then it must finish().
    virtual void give_up() = 0;

    /// Ends it; `done` follows from the loop. Nothing but the first call counts.
    void finish(CheckStatus status, std::string reason = {});
    void finish(SocketTrouble trouble);
    void phase(std::string name, Nanoseconds took);
    void fact(std::string name, std::string value);
    [[nodiscard]] bool finished() const { return finished_; }
    /// "no answer within 500 ms".
    [[nodiscard]] std::string late(const std::string& what) const;
    static Nanoseconds now();

    uv_loop_t* loop_;
    CheckRequest request_;
    CheckOutcome outcome_;

 private:
    void address_found(Result<IpAddress> found);
    void expired();

    CheckAddress address_;
    uv::Timer deadline_;
    // Its own: a timer that is started anew within its callback would lose the callback it runs.
    uv::Timer end_;
    std::function<void()> done_;
    Nanoseconds began_{};
    bool looking_up_ = false;
    bool finished_ = false;
};

}  // namespace traypulse
