// DNS messages (RFC 1035 §4): questions written, answers read, whatever the sender made of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/result.h"

namespace traypulse {

inline constexpr std::size_t kDnsHeader = 12;

inline constexpr std::uint16_t kDnsTypeA = 1;
inline constexpr std::uint16_t kDnsTypeNs = 2;
inline constexpr std::uint16_t kDnsTypeCname = 5;
inline constexpr std::uint16_t kDnsTypePtr = 12;
inline constexpr std::uint16_t kDnsTypeAny = 255;

inline constexpr unsigned kDnsNoError = 0;
inline constexpr unsigned kDnsNxDomain = 3;

/// "AAAA", "HTTPS", "TYPE65280" (RFC 3597 §5); upper case. nullopt for what is no type.
std::optional<std::uint16_t> dns_type_number(std::string_view name);
/// "NOERROR", "NXDOMAIN", "RCODE11".
std::string dns_rcode_name(unsigned rcode);

/// A message that asks for one record type of class IN, recursion wished. `name` may have escapes
/// (\., \123). nullopt where it is no DNS name.
std::optional<std::string> dns_question(std::uint16_t id, const std::string& name,
                                        std::uint16_t type);

struct DnsHeader {
    std::uint16_t id = 0;
    bool response = false;
    bool truncated = false;
    unsigned rcode = 0;  ///< 0 to 15
    std::uint16_t questions = 0;
    std::uint16_t answers = 0;
};
/// Of a message of at least kDnsHeader bytes.
DnsHeader read_dns_header(std::span<const std::uint8_t> message);

struct DnsRecord {
    std::string owner;  ///< with the final dot; "." is the root
    std::uint16_t type = 0;
    std::uint32_t ttl = 0;  ///< s
    /// Presentation form, as dig(1) prints it: "10 mail.example.com.", "\"v=spf1 -all\""; of types
    /// that are not known here "\\# 4 0A000001" (RFC 3597).
    std::string text;
    std::string plain;  ///< TXT: its strings joined, no quotes or escapes; else empty
};

/// Records read of one message. More are no sensible answer, and what is read takes memory.
inline constexpr std::size_t kMostDnsRecords = 512;

/// The records of the answer section, the first kMostDnsRecords of them. Error protocol: what is
/// malformed. Takes time in proportion to the message's size, however its pointers lead.
Result<std::vector<DnsRecord>> read_dns_answers(std::span<const std::uint8_t> message);

}  // namespace traypulse
