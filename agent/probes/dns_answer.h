// What a DNS answer means for the check that asked.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/engine/check_outcome.h"
#include "agent/probes/dns_message.h"

namespace traypulse {

struct DnsAsked {
    std::string name;  ///< as it is asked for and spoken of
    std::uint16_t type = kDnsTypeA;
    std::string type_name;            ///< "AAAA"
    std::vector<std::string> expect;  ///< each must be among the answers
};

struct DnsVerdict {
    CheckStatus status = CheckStatus::ok;  ///< ok or wrong_answer
    std::string reason;
    std::vector<CheckFact> facts;  ///< "rcode", "answer" each, "ttl" (the least, s)
};

/// Judges a response. Pure; takes any bytes.
DnsVerdict judge_dns_answer(std::span<const std::uint8_t> message, const DnsAsked& asked);

/// Whether the record says what was expected: addresses by value; text of TXT as it is, quoted or
/// not; everything else whatever the case and with or without final dots.
bool dns_record_is(const DnsRecord& record, std::string_view expected);

/// "7.2.0.192.in-addr.arpa" of 192.0.2.7 (RFC 1035 §3.5), the nibbles of IPv6 (RFC 3596 §2.5).
std::string reverse_name(const IpAddress& address);

}  // namespace traypulse
