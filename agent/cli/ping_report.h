// Results of `traypulse ping` → lines, for people and as JSON Lines (DESIGN §4). Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent/engine/rtt_summary.h"
#include "shared/ip_address.h"
#include "shared/protocol.h"
#include "shared/result.h"

namespace traypulse::cli {

/// What one target has come to.
struct PingTally {
    std::uint64_t sent = 0;      ///< requests with a final outcome that did leave this machine
    std::uint64_t received = 0;  ///< answered in time
    std::uint64_t duplicates = 0;
    std::uint64_t late = 0;      ///< answered after the timeout; counted as lost (RFC 6673)
    std::uint64_t not_sent = 0;  ///< refused by this machine: no loss of the network's
    RttSummary rtt;              ///< of those received
    [[nodiscard]] std::uint64_t lost() const { return sent - received; }
};

/// Every line that it gives ends with a line end; empty where there is nothing to print.
class PingReport {
 public:
    struct Style {
        bool json = false;
        bool summary_only = false;
    };
    explicit PingReport(Style style) : style_(style) {}

    /// Before anything else about it. `target` is as the person wrote it.
    std::size_t add(std::string target);
    /// Its address is known now; requests begin.
    std::string begin(std::size_t index, const IpAddress& address, std::uint16_t payload_size);
    std::string result(std::size_t index, const protocol::ProbeResult& result);
    /// It cannot be pinged: the name was not found, the helper refused.
    std::string failed(std::size_t index, const Error& error);
    /// A line (JSON) or a paragraph for each target, in order.
    [[nodiscard]] std::string summaries() const;
    /// Every target has answered at least once.
    [[nodiscard]] bool all_reachable() const;
    [[nodiscard]] const PingTally& tally(std::size_t index) const {
        return targets_.at(index).tally;
    }

 private:
    struct Target {
        std::string name;
        std::string address;  ///< empty until begin()
        std::string error;    ///< why it failed
        PingTally tally;
        /// "example.com (192.0.2.1)", or the one where both are the same.
        [[nodiscard]] std::string title() const;
    };
    [[nodiscard]] static std::string summary_text(const Target& target);

    Style style_;
    std::vector<Target> targets_;
};

/// The lines of `--json`, each with its line end.
std::string result_json(const std::string& target, const std::string& address,
                        const protocol::ProbeResult& result);
std::string error_json(const std::string& target, const std::string& address, const Error& error);
std::string summary_json(const std::string& target, const std::string& address,
                         const std::string& error, const PingTally& tally);
/// The word of an outcome in JSON: "reply", "timeout", "unreachable", "ttl_exceeded", "too_big",
/// "send_failed", "late", "duplicate".
std::string_view outcome_word(protocol::Outcome outcome);

}  // namespace traypulse::cli
