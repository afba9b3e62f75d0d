#include "tests/support/simnet/extensions.h"

#include <map>

namespace traypulse::simnet {
namespace {

using Out = std::vector<std::uint8_t>;

constexpr std::size_t kExtensionHeader = 4;
constexpr std::uint8_t kVersion = 0x20;

void append16(Out& out, std::size_t v) {
    out.push_back(static_cast<std::uint8_t>(v >> 8));
    out.push_back(static_cast<std::uint8_t>(v));
}
void put32(Out& out, std::uint32_t v) {
    append16(out, v >> 16);
    append16(out, v & 0xffff);
}

std::uint32_t number(const std::string& text, std::uint32_t most) {
    try {
        std::size_t used = 0;
        const auto value = std::stoul(text, &used);
        if (used == text.size() && value <= most) return static_cast<std::uint32_t>(value);
    } catch (const std::exception&) {
        throw Refused("'" + text + "' is no number");
    }
    throw Refused("'" + text + "' is not between 0 and " + std::to_string(most));
}

Out labels(const std::string& text) {
    Out out;
    const auto entries = split(text, ',');
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto parts = split(entries[i], ':');
        if (parts.size() != 3) throw Refused("a label is LABEL:TC:TTL");
        const std::uint32_t bottom = i + 1 == entries.size() ? 1 : 0;
        put32(out, number(parts[0], 0xfffff) << 12 | number(parts[1], 7) << 9 | bottom << 8 |
                       number(parts[2], 255));
    }
    return out;
}

struct Object {
    std::uint8_t of_class = 0;
    std::uint8_t type = 0;
    Out payload;
};

Object interface_object(Words& words) {
    static const std::map<std::string_view, std::uint8_t> kRoles{
        {"incoming", 0}, {"sub-ip", 1}, {"outgoing", 2}, {"next-hop", 3}};
    const auto role = kRoles.find(words.next("role"));
    if (role == kRoles.end()) throw Refused("a role is incoming, sub-ip, outgoing or next-hop");
    Object out{2, static_cast<std::uint8_t>(role->second << 6 | 0x02), {}};
    const auto name = words.next("name");
    if (words.more() && words.peek().find_first_of(".:") != std::string::npos) {
        const auto address = words.address();
        const bool v4 = address.family == Family::ipv4;
        out.type |= 0x04;
        append16(out.payload, v4 ? 1 : 2);
        append16(out.payload, 0);
        out.payload.insert(out.payload.end(), address.bytes.begin(),
                           address.bytes.begin() + (v4 ? 4 : 16));
    }
    const auto length = (name.size() + 1 + 3) / 4 * 4;
    if (length > 64) throw Refused("a name has at most 63 letters");
    out.payload.push_back(static_cast<std::uint8_t>(length));
    out.payload.insert(out.payload.end(), name.begin(), name.end());
    out.payload.resize(out.payload.size() + length - name.size() - 1);
    if (words.take("mtu")) {
        out.type |= 0x01;
        put32(out.payload, static_cast<std::uint32_t>(words.number(0, 65535)));
    }
    return out;
}

Out raw(Words& words) {
    Out out;
    if (words.take("off")) return out;
    const auto hex = words.next("bytes");
    if (hex.size() % 2 != 0) throw Refused("bytes are pairs of hexadecimal digits");
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const auto pair = hex.substr(i, 2);
        if (pair.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
            throw Refused("bytes are pairs of hexadecimal digits");
        out.push_back(static_cast<std::uint8_t>(std::stoul(pair, nullptr, 16)));
    }
    return out;
}

void seal(Out& out) {
    out[2] = out[3] = 0;
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i + 1 < out.size(); i += 2)
        sum += static_cast<std::uint32_t>(out[i] << 8 | out[i + 1]);
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    out[2] = static_cast<std::uint8_t>(~sum >> 8);
    out[3] = static_cast<std::uint8_t>(~sum);
}

}  // namespace

std::vector<std::uint8_t> extensions(const std::vector<std::uint8_t>& before,
                                     const std::string& word, Words& words) {
    if (word == "extensions") return raw(words);
    const auto object =
        word == "mpls" ? Object{1, 1, labels(words.next("labels"))} : interface_object(words);
    auto out = before.empty() ? Out{kVersion, 0, 0, 0} : before;
    append16(out, kExtensionHeader + object.payload.size());
    out.push_back(object.of_class);
    out.push_back(object.type);
    out.insert(out.end(), object.payload.begin(), object.payload.end());
    seal(out);
    return out;
}

}  // namespace traypulse::simnet
