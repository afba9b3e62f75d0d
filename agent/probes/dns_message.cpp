#include "agent/probes/dns_message.h"

#include <ares.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

#include "agent/probes/dns_rdata.h"
#include "agent/probes/dns_reader.h"
#include "agent/translations/translate.h"
#include "shared/bytes.h"

namespace traypulse {
namespace {

constexpr int kClassIn = 1;
constexpr std::array kRcodes{"NOERROR",  "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED",
                             "YXDOMAIN", "YXRRSET", "NXRRSET",  "NOTAUTH",  "NOTZONE"};
constexpr std::string_view kGenericType = "TYPE";

}  // namespace

std::optional<std::uint16_t> dns_type_number(std::string_view name) {
    const auto known = std::find_if(kDnsTypes.begin(), kDnsTypes.end(),
                                    [&](const DnsTypeName& t) { return name == t.name; });
    if (known != kDnsTypes.end()) return known->number;
    if (!name.starts_with(kGenericType)) return std::nullopt;
    name.remove_prefix(kGenericType.size());
    std::uint16_t out = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), out);
    if (error != std::errc{} || end != name.data() + name.size() || out == 0) return std::nullopt;
    return out;
}

std::string dns_rcode_name(unsigned rcode) {
    return rcode < kRcodes.size() ? kRcodes[rcode] : "RCODE" + std::to_string(rcode);
}

std::optional<std::string> dns_question(std::uint16_t id, const std::string& name,
                                        std::uint16_t type) {
    unsigned char* message = nullptr;
    int length = 0;
    constexpr int kRecursion = 1;
    constexpr int kNoEdns = 0;
    if (ares_create_query(name.c_str(), kClassIn, type, id, kRecursion, &message, &length,
                          kNoEdns) != ARES_SUCCESS)
        return std::nullopt;
    const std::unique_ptr<unsigned char, decltype(&ares_free_string)> guard(
        message, [](void* m) { ares_free_string(m); });
    return std::string(reinterpret_cast<const char*>(message), static_cast<std::size_t>(length));
}

DnsHeader read_dns_header(std::span<const std::uint8_t> message) {
    using bytes::read_be;
    DnsHeader out;
    out.id = read_be<std::uint16_t>(message, 0);
    const unsigned flags = read_be<std::uint16_t>(message, 2);
    out.response = (flags & 0x8000U) != 0;
    out.truncated = (flags & 0x0200U) != 0;
    out.rcode = flags & 0xfU;
    out.questions = read_be<std::uint16_t>(message, 4);
    out.answers = read_be<std::uint16_t>(message, 6);
    return out;
}

Result<std::vector<DnsRecord>> read_dns_answers(std::span<const std::uint8_t> message) {
    const auto malformed = [](const std::string& what) {
        return Error{ErrorCode::protocol, tr("the answer is malformed ({0})", what), {}};
    };
    if (message.size() < kDnsHeader) return malformed(tr("shorter than a header"));
    const auto header = read_dns_header(message);
    if (!header.response) return malformed(tr("it is a question"));
    DnsReader reader(message);
    reader.bytes(kDnsHeader);
    for (unsigned i = 0; i < header.questions && reader.ok(); ++i) {
        reader.name();
        reader.u32();
    }
    if (!reader.ok()) return malformed(tr("in its question"));
    std::vector<DnsRecord> out;
    const auto count = std::min<std::size_t>(header.answers, kMostDnsRecords);
    for (std::size_t i = 0; i < count; ++i) {
        DnsRecord record;
        record.owner = reader.name();
        record.type = reader.u16();
        reader.u16();  // the class: that of the question
        record.ttl = reader.u32();
        auto rdata = reader.part(reader.u16());
        record.text = dns_rdata_text(record.type, rdata, record.plain);
        if (!reader.ok() || !rdata.ok())
            return malformed(tr("record {0} of {1}", i + 1, header.answers));
        out.push_back(std::move(record));
    }
    return out;
}

}  // namespace traypulse
