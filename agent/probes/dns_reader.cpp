#include "agent/probes/dns_reader.h"

#include <array>
#include <cstdio>
#include <string_view>

#include "shared/bytes.h"

namespace traypulse {
namespace {

constexpr std::size_t kLongestName = 255;  // octets on the wire (RFC 1035 §2.3.4)
constexpr std::uint8_t kPointer = 0xc0;
/// A compressed name needs one pointer; a chain of more is possible and no sender writes a long
/// one.
constexpr int kMostPointers = 32;

void append_label(std::string& out, std::span<const std::uint8_t> label) {
    constexpr std::string_view kSpecial = ".;\\()@$\"";
    for (const auto byte : label) {
        const char c = static_cast<char>(byte);
        if (byte <= ' ' || byte >= 0x7f) {
            std::array<char, 5> escape{};
            std::snprintf(escape.data(), escape.size(), "\\%03u", static_cast<unsigned>(byte));
            out += escape.data();
            continue;
        }
        if (kSpecial.find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    out += '.';
}

}  // namespace

void DnsReader::fail() {
    ok_ = false;
    at_ = end_;
}

std::span<const std::uint8_t> DnsReader::bytes(std::size_t length) {
    if (length > left()) {
        fail();
        return {};
    }
    const auto out = message_.subspan(at_, length);
    at_ += length;
    return out;
}

DnsReader DnsReader::part(std::size_t length) {
    DnsReader out = *this;
    if (length > left()) {
        fail();
        out.fail();
        return out;
    }
    at_ += length;
    out.end_ = at_;
    return out;
}

std::uint8_t DnsReader::u8() {
    const auto b = bytes(1);
    return b.empty() ? std::uint8_t{0} : b[0];
}
std::uint16_t DnsReader::u16() {
    const auto b = bytes(2);
    return b.empty() ? std::uint16_t{0} : bytes::read_be<std::uint16_t>(b, 0);
}
std::uint32_t DnsReader::u32() {
    const auto b = bytes(4);
    return b.empty() ? 0 : bytes::read_be<std::uint32_t>(b, 0);
}

std::span<const std::uint8_t> DnsReader::string() { return bytes(u8()); }

std::string DnsReader::name() {
    std::string out;
    std::size_t octets = 0;
    std::size_t at = at_;
    std::size_t end = end_;    // of the window; behind a pointer, of the message before it
    std::size_t lowest = at_;  // where the label run that is read now begins
    bool jumped = false;
    for (int pointers = 0; ok_;) {
        if (at >= end) break;
        const std::uint8_t length = message_[at];
        if ((length & kPointer) == kPointer) {
            if (at + 2 > end || ++pointers > kMostPointers) break;
            const std::size_t to = bytes::read_be<std::uint16_t>(message_, at) & 0x3fffU;
            if (!jumped) at_ = at + 2;
            jumped = true;
            if (to >= lowest) break;  // forwards or in a circle
            end = message_.size();
            at = lowest = to;
            continue;
        }
        if ((length & kPointer) != 0) break;  // reserved
        if (at + 1 + length > end) break;
        octets += length + std::size_t{1};
        if (octets > kLongestName) break;
        if (length == 0) {
            if (!jumped) at_ = at + 1;
            return out.empty() ? "." : out;
        }
        append_label(out, message_.subspan(at + 1, length));
        at += 1 + std::size_t{length};
    }
    fail();
    return {};
}

}  // namespace traypulse
