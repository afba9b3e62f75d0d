// An echo request as a check of its own, for `traypulse check`.
#pragma once

#include <cstdint>
#include <optional>

#include "agent/probes/check.h"
#include "agent/probes/icmp_mux.h"

namespace traypulse {

/// Asks `request.address`, which must be known. A few requests at most: the first answer counts,
/// and a single lost packet is no finding.
class IcmpCheck final : public Check, private IcmpAsker {
 public:
    IcmpCheck(IcmpMux& mux, CheckRequest request);
    ~IcmpCheck() override;
    /// While the mux has a channel.
    void start(std::function<void()> done) override;
    void cancel() override;
    [[nodiscard]] const CheckOutcome& outcome() const override { return outcome_; }

    static constexpr std::uint32_t kRequests = 3;
    static constexpr Nanoseconds kInterval = std::chrono::milliseconds(250);

 private:
    void on_result(const protocol::ProbeResult& result) override;
    void on_ended(const protocol::Ended& ended) override;
    void on_rejected(ProbeId probe, const Error& error) override;
    void on_channel_gone() override;
    void not_sent(std::string reason, int error);
    void finish();

    IcmpMux& mux_;
    CheckRequest request_;
    std::function<void()> done_;
    CheckOutcome outcome_;
};

}  // namespace traypulse
