// Steps through a DNS message and never beyond its end.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace traypulse {

/// A window of the message that is read from front to back. Every read past its end fails, and the
/// reader stays failed: one look at ok() at the end is enough. Pure.
class DnsReader {
 public:
    explicit DnsReader(std::span<const std::uint8_t> message)
        : message_(message), end_(message.size()) {}
    /// The next `length` bytes on their own (names in them may point anywhere before); this reader
    /// stands behind them then.
    DnsReader part(std::size_t length);

    std::uint8_t u8();
    std::uint16_t u16();
    std::uint32_t u32();
    std::span<const std::uint8_t> bytes(std::size_t length);
    std::span<const std::uint8_t> rest() { return bytes(left()); }
    /// A name with its final dot, special characters escaped (RFC 1035 §5.1, RFC 4343). A
    /// compression pointer must lead backwards, and a name has at most 255 octets and 127 labels:
    /// so no name is a loop or takes long.
    std::string name();
    /// A <character-string>: a length byte and so many bytes.
    std::span<const std::uint8_t> string();

    [[nodiscard]] std::size_t left() const { return end_ - at_; }
    [[nodiscard]] bool ok() const { return ok_; }
    void fail();

 private:
    std::span<const std::uint8_t> message_;
    std::size_t at_ = 0;
    std::size_t end_;
    bool ok_ = true;
};

}  // namespace traypulse
