#include "agent/engine/path_extensions.h"

#include <algorithm>

#include "shared/bytes.h"
#include "shared/icmp/checksum.h"

namespace traypulse {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kHeader = 4;
constexpr unsigned kVersion = 2;
constexpr std::uint8_t kClassMpls = 1;
constexpr std::uint8_t kClassInterface = 2;
constexpr std::uint8_t kTypeLabelStack = 1;

// RFC 5837 §4.1: bits of the C-Type, from the left: role (2), reserved (2), then what is there.
constexpr std::uint8_t kHasIndex = 0x08;
constexpr std::uint8_t kHasAddress = 0x04;
constexpr std::uint8_t kHasName = 0x02;
constexpr std::uint8_t kHasMtu = 0x01;
constexpr std::uint16_t kAfiIpv4 = 1;
constexpr std::uint16_t kAfiIpv6 = 2;
constexpr std::size_t kMostName = 64;  // its length byte included, §4.3

// Takes fields off the front; remembers that one was missing.
class Fields {
 public:
    explicit Fields(Bytes data) : data_(data) {}
    Bytes take(std::size_t size) {
        good_ = good_ && size <= data_.size();
        if (!good_) return {};
        const auto out = data_.first(size);
        data_ = data_.subspan(size);
        return out;
    }
    std::uint32_t u32() {
        const auto b = take(4);
        return good_ ? bytes::read_be<std::uint32_t>(b, 0) : 0;
    }
    std::uint8_t u8() {
        const auto b = take(1);
        return good_ ? b[0] : std::uint8_t{0};
    }
    void fail() { good_ = false; }
    [[nodiscard]] bool good() const { return good_; }
    /// All taken, without a fault.
    [[nodiscard]] bool done() const { return good_ && data_.empty(); }

 private:
    Bytes data_;
    bool good_ = true;
};

bool read_labels(Bytes payload, PathExtensions& out) {
    if (payload.empty() || payload.size() % 4 != 0 ||
        out.labels.size() + payload.size() / 4 > kMostLabels)
        return false;
    for (std::size_t at = 0; at < payload.size(); at += 4) {
        const auto entry = bytes::read_be<std::uint32_t>(payload, at);
        out.labels.push_back({entry >> 12, static_cast<std::uint8_t>(entry >> 9 & 7U),
                              (entry >> 8 & 1U) != 0, static_cast<std::uint8_t>(entry & 0xffU)});
    }
    return true;
}

std::optional<IpAddress> read_address(Fields& fields) {
    const auto header = fields.u32();
    const auto family = header >> 16;
    if (family != kAfiIpv4 && family != kAfiIpv6) fields.fail();
    IpAddress out;
    out.family = family == kAfiIpv6 ? Family::ipv6 : Family::ipv4;
    const auto from = fields.take(out.family == Family::ipv4 ? 4 : 16);
    if (!fields.good()) return std::nullopt;
    std::copy(from.begin(), from.end(), out.bytes.begin());
    return out;
}

std::string read_name(Fields& fields) {
    const std::size_t length = fields.u8();
    if (length == 0 || length > kMostName || length % 4 != 0) fields.fail();
    if (!fields.good()) return {};
    std::string out;
    for (const auto byte : fields.take(length - 1)) {
        if (byte == 0) break;  // padding
        out += byte > 0x20 && byte < 0x7f ? static_cast<char>(byte) : '?';
    }
    return out;
}

bool read_interface(std::uint8_t type, Bytes payload, PathExtensions& out) {
    if (out.interfaces.size() >= kMostInterfaces) return false;
    InterfaceInfo info;
    info.role = static_cast<InterfaceRole>(type >> 6);
    Fields fields(payload);
    if ((type & kHasIndex) != 0) info.index = fields.u32();
    if ((type & kHasAddress) != 0) info.address = read_address(fields);
    if ((type & kHasName) != 0) info.name = read_name(fields);
    if ((type & kHasMtu) != 0) info.mtu = fields.u32();
    if (!fields.done()) return false;
    out.interfaces.push_back(std::move(info));
    return true;
}

bool read_object(std::uint8_t of_class, std::uint8_t type, Bytes payload, PathExtensions& out) {
    if (of_class == kClassMpls && type == kTypeLabelStack) return read_labels(payload, out);
    if (of_class == kClassInterface) return read_interface(type, payload, out);
    return false;
}

}  // namespace

std::optional<PathExtensions> parse_path_extensions(Bytes structure) {
    if (structure.size() < kHeader || structure[0] >> 4 != kVersion) return std::nullopt;
    // A checksum of 0 means that there is none (RFC 4884 §7).
    if (bytes::read_be<std::uint16_t>(structure, 2) != 0 && icmp::checksum(structure) != 0)
        return std::nullopt;
    PathExtensions out;
    for (auto rest = structure.subspan(kHeader); !rest.empty();) {
        if (rest.size() < kHeader) return std::nullopt;
        const std::size_t length = bytes::read_be<std::uint16_t>(rest, 0);
        if (length < kHeader || length > rest.size()) return std::nullopt;
        if (!read_object(rest[2], rest[3], rest.subspan(kHeader, length - kHeader), out))
            ++out.unread;
        rest = rest.subspan(length);
    }
    return out;
}

std::string_view to_string(InterfaceRole role) {
    switch (role) {
        case InterfaceRole::incoming:
            return "incoming";
        case InterfaceRole::sub_ip:
            return "incoming, below IP";
        case InterfaceRole::outgoing:
            return "outgoing";
        case InterfaceRole::next_hop:
            break;
    }
    return "next hop";
}

}  // namespace traypulse
