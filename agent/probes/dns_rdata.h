// What a record says, in the form of zone files and dig(1).
#pragma once

#include <cstdint>
#include <string>

#include "agent/probes/dns_reader.h"

namespace traypulse {

/// Presentation form of RDATA, read to its end; `rdata` is failed where it is malformed. Types
/// without an own form come out as RFC 3597 §5 has it. TXT's strings are joined into `plain` too.
std::string dns_rdata_text(std::uint16_t type, DnsReader& rdata, std::string& plain);

/// Numbers of the types that have names here, sorted by nothing: "A" 1, …
struct DnsTypeName {
    const char* name;
    std::uint16_t number;
};
extern const std::span<const DnsTypeName> kDnsTypes;

}  // namespace traypulse
