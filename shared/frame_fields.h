// The fields of a frame, one after the other, as PROTOCOL.md writes them. Internal to the codec.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "shared/bytes.h"
#include "shared/codec.h"

namespace traypulse::protocol {

inline constexpr std::uint64_t kLargestSigned = 0x7fffffffffffffffULL;
inline constexpr std::size_t kIpv4Bytes = 4;
inline constexpr std::size_t kIpv6Bytes = 16;

/// Appends fields in order. The codec's writing and reading name the same fields in the same order.
class Writer {
 public:
    Writer(std::vector<std::uint8_t>& out, std::uint16_t type, std::size_t body) : at_(out.size()) {
        // All at once: growing by fields took most of the time of a frame.
        out.resize(at_ + kFrameHeader + body);
        out_ = out;
        u16(static_cast<std::uint16_t>(kFrameHeader + body));
        u16(type);
    }
    void u8(std::uint8_t v) { put(v); }
    void u16(std::uint16_t v) { put(v); }
    void u32(std::uint32_t v) { put(v); }
    void u64(std::uint64_t v) { put(v); }
    void ns(Nanoseconds v) { put(static_cast<std::uint64_t>(v.count())); }
    void reserved(std::size_t n) { at_ += n; }  // resize() has set it to 0
    void raw(std::span<const std::uint8_t> data) {
        std::copy(data.begin(), data.end(), out_.begin() + static_cast<std::ptrdiff_t>(at_));
        at_ += data.size();
    }
    void address(const IpAddress& a) {
        u8(static_cast<std::uint8_t>(a.family));
        reserved(3);
        u32(a.scope);
        raw(a.bytes);
    }

 private:
    template <class T>
    void put(T v) {
        bytes::write_le<T>(out_, at_, v);
        at_ += sizeof(T);
    }
    std::span<std::uint8_t> out_;
    std::size_t at_;
};

/// Takes fields in order from a body whose length was checked; remembers the first fault.
class Reader {
 public:
    explicit Reader(std::span<const std::uint8_t> body) : body_(body) {}
    std::uint8_t u8() { return take<std::uint8_t>(); }
    std::uint16_t u16() { return take<std::uint16_t>(); }
    std::uint32_t u32() { return take<std::uint32_t>(); }
    std::uint64_t u64() { return take<std::uint64_t>(); }
    Nanoseconds ns() {
        const auto v = u64();
        check(v <= kLargestSigned, "a duration is negative");
        return Nanoseconds{static_cast<std::int64_t>(v & kLargestSigned)};
    }
    void reserved(std::size_t n) {
        for (std::size_t i = 0; i < n; ++i) check(u8() == 0, "a reserved byte is not zero");
    }
    /// An enum whose values run from `least` to `most` without a gap.
    template <class Enum>
    Enum enumeration(Enum least, Enum most, std::string_view fault) {
        const auto v = take<std::underlying_type_t<Enum>>();
        const bool known = v >= static_cast<std::underlying_type_t<Enum>>(least) &&
                           v <= static_cast<std::underlying_type_t<Enum>>(most);
        check(known, fault);
        return known ? static_cast<Enum>(v) : least;
    }
    void raw(std::span<std::uint8_t> out) {
        const auto bytes = body_.subspan(at_, out.size());
        std::copy(bytes.begin(), bytes.end(), out.begin());
        at_ += out.size();
    }
    IpAddress address() {
        IpAddress out;
        const auto family = u8();
        check(family == 4 || family == 6, "an address is neither IPv4 nor IPv6");
        out.family = family == 6 ? Family::ipv6 : Family::ipv4;
        reserved(3);
        out.scope = u32();
        raw(out.bytes);
        if (out.family == Family::ipv4) {
            check(out.scope == 0, "an IPv4 address has a scope");
            check(std::all_of(out.bytes.begin() + kIpv4Bytes, out.bytes.end(),
                              [](auto b) { return b == 0; }),
                  "an IPv4 address has more than four bytes");
        }
        return out;
    }
    void check(bool good, std::string_view fault) {
        if (!good && fault_.empty()) fault_ = fault;
    }
    [[nodiscard]] std::string_view fault() const { return fault_; }

 private:
    template <std::unsigned_integral T>
    T take() {
        const auto v = bytes::read_le<T>(body_, at_);
        at_ += sizeof(T);
        return v;
    }
    std::span<const std::uint8_t> body_;
    std::size_t at_ = 0;
    std::string_view fault_;
};
static_assert(kIpv6Bytes == sizeof(IpAddress::bytes));

}  // namespace traypulse::protocol
