#include "helper/policy.h"

#include <algorithm>

namespace traypulse::helper {
namespace {

using protocol::Rejected;
using protocol::RejectReason;
using protocol::Start;

std::uint64_t count(Nanoseconds d) { return static_cast<std::uint64_t>(d.count()); }

// Raw sockets send multicast without asking, and an IPv4 address inside an IPv6 one (RFC 4291
// §2.5.5) would be judged by other rules than it is sent by.
bool address_allowed(const IpAddress& a) {
    if (a.is_unspecified() || a.is_multicast() || a.is_limited_broadcast()) return false;
    if (a.family == Family::ipv4) return a.bytes[0] != 0;
    const bool mapped =
        std::all_of(a.bytes.begin(), a.bytes.begin() + 10, [](auto b) { return b == 0; }) &&
        a.bytes[10] == 0xff && a.bytes[11] == 0xff;
    return !mapped;
}

}  // namespace

std::uint64_t stream_rate(const Start& start) {
    constexpr std::uint64_t kSquare = kRateUnit * kRateUnit;  // 10⁹ ns a second, times the unit
    if (start.count == 1 || start.interval <= Nanoseconds::zero()) return 0;
    return kSquare / count(start.interval);
}

std::optional<Rejected> judge(const Start& start, const Limits& limits, const Usage& usage,
                              bool family_available) {
    const auto no = [&](RejectReason reason, std::uint64_t asked = 0, std::uint64_t allowed = 0) {
        return Rejected{start.probe, reason, asked, allowed};
    };
    if (usage.probe_in_use) return no(RejectReason::probe_in_use);
    if (!address_allowed(start.address)) return no(RejectReason::address_not_allowed);
    if (!family_available) return no(RejectReason::family_unavailable);
    if (start.payload_size > limits::kLargestPayload)
        return no(RejectReason::payload_too_large, start.payload_size, limits::kLargestPayload);
    if (start.timeout < limits::kShortestTimeout)
        return no(RejectReason::timeout_out_of_range, count(start.timeout),
                  count(limits::kShortestTimeout));
    if (start.timeout > limits::kLongestTimeout)
        return no(RejectReason::timeout_out_of_range, count(start.timeout),
                  count(limits::kLongestTimeout));
    if (start.count != 1 && start.interval < limits.least_interval)
        return no(RejectReason::interval_too_short, count(start.interval),
                  count(limits.least_interval));
    if (usage.streams >= limits.uid_probes)
        return no(RejectReason::too_many_probes, std::uint64_t{usage.streams} + 1,
                  limits.uid_probes);
    const auto rate = usage.rate + stream_rate(start);
    if (limits.uid_rate != 0 && rate > limits.uid_rate * kRateUnit)
        return no(RejectReason::rate_too_high, (rate + kRateUnit - 1) / kRateUnit, limits.uid_rate);
    return std::nullopt;
}

}  // namespace traypulse::helper
