#include "agent/probes/dns_rdata.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "shared/ip_address.h"

namespace traypulse {
namespace {

using Octets = std::span<const std::uint8_t>;

// The IANA registry "Resource Record (RR) TYPEs", those that a person asks for.
constexpr std::array kTypes{
    DnsTypeName{"A", 1},       DnsTypeName{"NS", 2},       DnsTypeName{"CNAME", 5},
    DnsTypeName{"SOA", 6},     DnsTypeName{"PTR", 12},     DnsTypeName{"HINFO", 13},
    DnsTypeName{"MX", 15},     DnsTypeName{"TXT", 16},     DnsTypeName{"RP", 17},
    DnsTypeName{"AFSDB", 18},  DnsTypeName{"KEY", 25},     DnsTypeName{"AAAA", 28},
    DnsTypeName{"LOC", 29},    DnsTypeName{"SRV", 33},     DnsTypeName{"NAPTR", 35},
    DnsTypeName{"KX", 36},     DnsTypeName{"CERT", 37},    DnsTypeName{"DNAME", 39},
    DnsTypeName{"DS", 43},     DnsTypeName{"SSHFP", 44},   DnsTypeName{"IPSECKEY", 45},
    DnsTypeName{"RRSIG", 46},  DnsTypeName{"NSEC", 47},    DnsTypeName{"DNSKEY", 48},
    DnsTypeName{"DHCID", 49},  DnsTypeName{"NSEC3", 50},   DnsTypeName{"NSEC3PARAM", 51},
    DnsTypeName{"TLSA", 52},   DnsTypeName{"SMIMEA", 53},  DnsTypeName{"HIP", 55},
    DnsTypeName{"CDS", 59},    DnsTypeName{"CDNSKEY", 60}, DnsTypeName{"OPENPGPKEY", 61},
    DnsTypeName{"CSYNC", 62},  DnsTypeName{"ZONEMD", 63},  DnsTypeName{"SVCB", 64},
    DnsTypeName{"HTTPS", 65},  DnsTypeName{"SPF", 99},     DnsTypeName{"EUI48", 108},
    DnsTypeName{"EUI64", 109}, DnsTypeName{"ANY", 255},    DnsTypeName{"URI", 256},
    DnsTypeName{"CAA", 257},
};

std::string hex(Octets bytes) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (const auto byte : bytes) {
        out += kDigits[byte >> 4U];
        out += kDigits[byte & 15U];
    }
    return out;
}

std::string quoted(Octets bytes) {
    std::string out = "\"";
    for (const auto byte : bytes) {
        const char c = static_cast<char>(byte);
        if (byte < ' ' || byte >= 0x7f) {
            std::array<char, 5> escape{};
            std::snprintf(escape.data(), escape.size(), "\\%03u", static_cast<unsigned>(byte));
            out += escape.data();
            continue;
        }
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string number(std::uint32_t value) { return std::to_string(value) + " "; }

std::string address(Family family, DnsReader& from) {
    IpAddress out;
    out.family = family;
    const auto bytes = from.bytes(family == Family::ipv4 ? 4 : 16);
    std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
    return out.text();
}

std::string strings(DnsReader& from, std::string& plain) {
    std::string out;
    do {
        const auto one = from.string();
        out += (out.empty() ? "" : " ") + quoted(one);
        plain.append(one.begin(), one.end());
    } while (from.left() > 0);
    return out;
}

std::string addresses(Family family, DnsReader& from) {
    std::string out;
    while (from.left() > 0) out += (out.empty() ? "" : ",") + address(family, from);
    return out;
}

// RFC 9460 §14.3.2; dig writes the values like this.
std::string service_parameter(std::uint16_t key, DnsReader& value) {
    switch (key) {
        case 1: {
            std::string list;
            while (value.left() > 0) {
                const auto one = quoted(value.string());
                list += (list.empty() ? "" : ",") + one.substr(1, one.size() - 2);
            }
            return "alpn=\"" + list + "\"";
        }
        case 2:
            return "no-default-alpn";
        case 3:
            return "port=" + std::to_string(value.u16());
        case 4:
            return "ipv4hint=" + addresses(Family::ipv4, value);
        case 6:
            return "ipv6hint=" + addresses(Family::ipv6, value);
        default:
            return "key" + std::to_string(key) + "=" + quoted(value.rest());
    }
}

std::string service(DnsReader& from) {
    std::string out = number(from.u16());
    out += from.name();
    while (from.left() > 0) {
        const auto key = from.u16();
        auto value = from.part(from.u16());
        out += " " + service_parameter(key, value);
        if (!value.ok() || value.left() > 0) from.fail();
    }
    return out;
}

std::string soa(DnsReader& from) {
    std::string out = from.name();
    out += " " + from.name();
    for (int i = 0; i < 5; ++i) out += " " + std::to_string(from.u32());
    return out;
}

std::string naptr(DnsReader& from) {
    std::string out = number(from.u16());
    out += number(from.u16());
    for (int i = 0; i < 3; ++i) out += quoted(from.string()) + " ";
    return out + from.name();
}

// Some small numbers and then a digest: the widths in bytes of the numbers.
std::string digest(DnsReader& from, std::initializer_list<int> widths) {
    std::string out;
    for (const int width : widths) out += number(width == 2 ? from.u16() : from.u8());
    return out + hex(from.rest());
}

std::string unknown(DnsReader& from) {
    const auto bytes = from.rest();
    return "\\# " + std::to_string(bytes.size()) + (bytes.empty() ? "" : " " + hex(bytes));
}

std::string known_text(std::uint16_t type, DnsReader& r, std::string& plain) {
    std::string out;
    switch (type) {
        case 1:
            return address(Family::ipv4, r);
        case 28:
            return address(Family::ipv6, r);
        case 2:
        case 5:
        case 12:
        case 39:
            return r.name();
        case 6:
            return soa(r);
        case 13:
            out = quoted(r.string());
            return out + " " + quoted(r.string());
        case 15:
        case 18:
        case 36:
            out = number(r.u16());
            return out + r.name();
        case 16:
        case 99:
            return strings(r, plain);
        case 17:
            out = r.name();
            return out + " " + r.name();
        case 33:
            for (int i = 0; i < 3; ++i) out += number(r.u16());
            return out + r.name();
        case 35:
            return naptr(r);
        case 43:
        case 59:
            return digest(r, {2, 1, 1});
        case 44:
            return digest(r, {1, 1});
        case 52:
        case 53:
            return digest(r, {1, 1, 1});
        case 64:
        case 65:
            return service(r);
        case 256:
            out = number(r.u16());
            out += number(r.u16());
            return out + quoted(r.rest());
        case 257: {
            out = number(r.u8());
            const auto tag = quoted(r.string());
            return out + tag.substr(1, tag.size() - 2) + " " + quoted(r.rest());
        }
        default:
            return unknown(r);
    }
}

}  // namespace

const std::span<const DnsTypeName> kDnsTypes{kTypes};

std::string dns_rdata_text(std::uint16_t type, DnsReader& rdata, std::string& plain) {
    auto out = known_text(type, rdata, plain);
    if (rdata.left() > 0) rdata.fail();
    return out;
}

}  // namespace traypulse
