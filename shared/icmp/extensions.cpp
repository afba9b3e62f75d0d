#include "shared/icmp/extensions.h"

#include <algorithm>

#include "shared/bytes.h"
#include "shared/icmp/packet.h"

namespace traypulse::icmp {
namespace {

using Bytes = std::span<const std::uint8_t>;

/// A quote with something behind it is at least so long (RFC 4884 §3).
constexpr std::size_t kLeastQuote = 128;
/// Its own header and that of one object.
constexpr std::size_t kLeastStructure = 8;
constexpr unsigned kVersion = 2;

// Offset of the length field and its unit; a unit of 0 where the message has none.
struct LengthField {
    std::size_t at = 0;
    std::size_t unit = 0;
};

LengthField length_field(Family family, std::uint8_t type) {
    if (family == Family::ipv4) {
        const bool extends =
            type == kUnreachable4 || type == kTimeExceeded4 || type == kParameterProblem4;
        return {5, extends ? 4U : 0U};
    }
    return {4, type == kUnreachable6 || type == kTimeExceeded6 ? 8U : 0U};
}

}  // namespace

Bytes find_extensions(Family family, Bytes message) {
    if (message.size() < kHeader + kLeastQuote + kLeastStructure) return {};
    const auto field = length_field(family, message[0]);
    if (field.unit == 0) return {};
    const auto quote = message.subspan(kHeader);
    const std::size_t said = std::size_t{message[field.at]} * field.unit;
    const auto begin = said == 0 ? kLeastQuote : said;
    if (begin < kLeastQuote || begin > quote.size() || quote.size() - begin < kLeastStructure)
        return {};
    const auto out = quote.subspan(begin);
    return said == 0 && out[0] >> 4 != kVersion ? Bytes{} : out;
}

Bytes find_extensions_ipv4(Bytes packet) {
    if (packet.size() < 4) return {};
    const std::size_t header = std::size_t{4} * (packet[0] & 0x0fU);
    const std::size_t total = bytes::read_be<std::uint16_t>(packet, 2);
    if (total < header || total > packet.size()) return {};
    return find_extensions(Family::ipv4, packet.subspan(header, total - header));
}

}  // namespace traypulse::icmp
