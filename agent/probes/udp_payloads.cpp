#include "agent/probes/udp_payloads.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <random>

#include "agent/probes/dns_message.h"
#include "agent/probes/printable.h"
#include "agent/translations/translate.h"
#include "shared/bytes.h"

namespace traypulse {
namespace {

using bytes::read_be;
using Kind = ReplyVerdict::Kind;

constexpr std::uint16_t kDnsPort = 53;
constexpr std::uint16_t kNtpPort = 123;
constexpr std::uint16_t kStunPort = 3478;

constexpr std::size_t kNtpHeader = 48;
constexpr std::size_t kNtpReference = 12;
constexpr std::size_t kNtpOrigin = 24;
constexpr std::size_t kNtpTransmit = 40;
constexpr std::uint8_t kNtpUnsynchronised = 16;  // stratum (RFC 5905 §7.3)

constexpr std::size_t kStunHeader = 20;
constexpr std::uint32_t kStunCookie = 0x2112a442;
constexpr std::uint16_t kStunRequest = 0x0001;
constexpr std::uint16_t kStunSuccess = 0x0101;
constexpr std::uint16_t kStunError = 0x0111;
constexpr std::uint16_t kMappedAddress = 0x0001;
constexpr std::uint16_t kErrorCode = 0x0009;
constexpr std::uint16_t kXorMappedAddress = 0x0020;

std::uint64_t random_bits() {
    std::random_device device;  // the kernel's: nobody can foresee an id and answer in its stead
    return static_cast<std::uint64_t>(device()) << 32 | device();
}

ReplyVerdict wrong_reply(std::string reason) { return {Kind::wrong, std::move(reason), {}}; }
ReplyVerdict ignored() { return {Kind::ignored, {}, {}}; }

std::string as_text(Octets bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

UdpExchange dns_exchange() {
    const auto id = static_cast<std::uint16_t>(random_bits());
    return {dns_question(id, ".", kDnsTypeNs).value_or(std::string{}),
            [id](Octets reply) { return judge_dns_reply(reply, id); }};
}

UdpExchange ntp_exchange() {
    const auto stamp = random_bits() | 1;  // 0 would say "no time stamp"
    std::array<std::uint8_t, kNtpHeader> request{};
    constexpr std::uint8_t kClientOfVersion4 = 4 << 3 | 3;
    request[0] = kClientOfVersion4;
    bytes::write_be(std::span<std::uint8_t>(request), kNtpTransmit, stamp);
    return {as_text(request), [stamp](Octets reply) { return judge_ntp_reply(reply, stamp); }};
}

UdpExchange stun_exchange() {
    std::array<std::uint8_t, kStunHeader> request{};
    const std::span<std::uint8_t> out(request);
    bytes::write_be(out, 0, kStunRequest);
    bytes::write_be(out, 4, kStunCookie);
    bytes::write_be(out, 8, random_bits());
    bytes::write_be(out, 16, static_cast<std::uint32_t>(random_bits()));
    StunTransaction id{};
    std::copy(request.begin() + 8, request.end(), id.begin());
    return {as_text(request), [id](Octets reply) { return judge_stun_reply(reply, id); }};
}

UdpExchange plain_exchange(std::string_view payload) {
    return {
        std::string(payload), [](Octets reply) {
            return ReplyVerdict{Kind::good, {}, {{"reply_bytes", std::to_string(reply.size())}}};
        }};
}

// An attribute's value as an address; `mask` is what XOR-MAPPED-ADDRESS is hidden by, or zeros.
std::optional<std::string> stun_address(Octets value, std::span<const std::uint8_t, 16> mask) {
    constexpr std::size_t kV4 = 8;
    constexpr std::size_t kV6 = 20;
    IpAddress address;
    if (value.size() == kV4 && value[1] == 1)
        address.family = Family::ipv4;
    else if (value.size() == kV6 && value[1] == 2)
        address.family = Family::ipv6;
    else
        return std::nullopt;
    for (std::size_t i = 4; i < value.size(); ++i)
        address.bytes[i - 4] = static_cast<std::uint8_t>(value[i] ^ mask[i - 4]);
    const auto port = read_be<std::uint16_t>(value, 2) ^ read_be<std::uint16_t>(mask, 0);
    const bool v6 = address.family == Family::ipv6;
    return (v6 ? "[" + address.text() + "]" : address.text()) + ":" + std::to_string(port);
}

// "420 Unknown Attribute" (RFC 8489 §14.8).
std::string stun_error(Octets value) {
    if (value.size() < 4) return tr("without a code");
    std::string out = std::to_string((value[2] & 7) * 100 + value[3] % 100);
    const auto words = printable_line(as_text(value.subspan(4)));
    return words.empty() ? out : out + " " + words;
}

}  // namespace

UdpExchange make_udp_exchange(std::string_view payload, std::uint16_t port) {
    if (payload == "@dns" || (payload.empty() && port == kDnsPort)) return dns_exchange();
    if (payload == "@ntp" || (payload.empty() && port == kNtpPort)) return ntp_exchange();
    if (payload == "@stun" || (payload.empty() && port == kStunPort)) return stun_exchange();
    return plain_exchange(payload);
}

ReplyVerdict judge_dns_reply(Octets reply, std::uint16_t id) {
    if (reply.size() < kDnsHeader)
        return wrong_reply(tr("its answer of {0} bytes is too short for {1}", reply.size(), "DNS"));
    if (read_be<std::uint16_t>(reply, 0) != id) return ignored();
    const auto header = read_dns_header(reply);
    if (!header.response)
        return wrong_reply(tr("it sends the question back where an answer was expected"));
    return {Kind::good, {}, {{"rcode", dns_rcode_name(header.rcode)}}};
}

ReplyVerdict judge_ntp_reply(Octets reply, std::uint64_t sent) {
    if (reply.size() < kNtpHeader)
        return wrong_reply(tr("its answer of {0} bytes is too short for {1}", reply.size(), "NTP"));
    constexpr unsigned kServer = 4;
    constexpr unsigned kUnsynchronisedLeap = 3;
    const unsigned mode = reply[0] & 7U;
    const unsigned leap = reply[0] >> 6U;
    // An echo of the request has our stamp where a server's own stands.
    if (mode != kServer && read_be<std::uint64_t>(reply, kNtpTransmit) == sent)
        return wrong_reply(tr("it sends the question back where an answer was expected"));
    if (read_be<std::uint64_t>(reply, kNtpOrigin) != sent) return ignored();
    if (mode != kServer)
        return wrong_reply(tr("it answers in NTP mode {0}, a server has mode {1}", mode, kServer));
    const unsigned stratum = reply[1];
    const auto reference = reply.subspan(kNtpReference, 4);
    std::vector<CheckFact> facts{{"stratum", std::to_string(stratum)}};
    const auto bad = [&facts](std::string reason) {
        return ReplyVerdict{Kind::wrong, std::move(reason), facts};
    };
    // Up to 4 letters, filled with zeros: a kiss code (§7.4), or the kind of a stratum 1 clock.
    const auto letters = printable_line(as_text(reference));
    if (stratum <= 1 && !letters.empty()) facts.push_back({"reference", letters});
    if (stratum == 0) return bad(tr("it sends us away (NTP kiss code {0})", letters));
    if (stratum >= kNtpUnsynchronised || leap == kUnsynchronisedLeap)
        return bad(tr("its clock is not synchronised"));
    if (read_be<std::uint64_t>(reply, kNtpTransmit) == 0) return bad(tr("its answer has no time"));
    return {Kind::good, {}, std::move(facts)};
}

ReplyVerdict judge_stun_reply(Octets reply, const StunTransaction& sent) {
    if (reply.size() < kStunHeader)
        return wrong_reply(
            tr("its answer of {0} bytes is too short for {1}", reply.size(), "STUN"));
    if (read_be<std::uint32_t>(reply, 4) != kStunCookie)
        return wrong_reply(tr("its answer is not STUN"));
    if (!std::equal(sent.begin(), sent.end(), reply.begin() + 8)) return ignored();
    const auto type = read_be<std::uint16_t>(reply, 0);
    if (type == kStunRequest)
        return wrong_reply(tr("it sends the question back where an answer was expected"));
    if (type != kStunSuccess && type != kStunError)
        return wrong_reply(tr("it answers with STUN message type {0}", type));
    auto rest = reply.subspan(kStunHeader);
    if (read_be<std::uint16_t>(reply, 2) != rest.size() || rest.size() % 4 != 0)
        return wrong_reply(tr("the length in its STUN answer is wrong"));

    std::array<std::uint8_t, 16> mask{};
    std::copy(reply.begin() + 4, reply.begin() + kStunHeader, mask.begin());
    constexpr std::array<std::uint8_t, 16> kNoMask{};
    std::optional<std::string> mapped;
    std::optional<std::string> plain;
    std::string error = tr("without a code");
    while (!rest.empty()) {
        const auto attribute = read_be<std::uint16_t>(rest, 0);
        const std::size_t length = read_be<std::uint16_t>(rest, 2);
        const std::size_t padded = (length + 3) / 4 * 4;
        if (padded + 4 > rest.size())
            return wrong_reply(tr("an attribute of its STUN answer is longer than the answer"));
        const auto value = rest.subspan(4, length);
        if (attribute == kXorMappedAddress && !mapped) mapped = stun_address(value, mask);
        if (attribute == kMappedAddress && !plain) plain = stun_address(value, kNoMask);
        if (attribute == kErrorCode) error = stun_error(value);
        rest = rest.subspan(4 + padded);
    }
    if (type == kStunError) return wrong_reply(tr("STUN error {0}", error));
    if (!mapped) mapped = plain;  // RFC 3489 knew only this one
    if (!mapped) return wrong_reply(tr("its STUN answer has no address"));
    return {Kind::good, {}, {{"mapped_address", *mapped}}};
}

}  // namespace traypulse
