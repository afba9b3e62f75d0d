// What routers add to their errors: where it begins in any packet, and what it says.
#include <algorithm>
#include <vector>

#include "agent/engine/path_extensions.h"
#include "shared/bytes.h"
#include "shared/icmp/checksum.h"
#include "shared/icmp/extensions.h"
#include "tests/fuzz/fuzz.h"

using namespace traypulse;

namespace {

void read(fuzz::Bytes structure) {
    const auto found = parse_path_extensions(structure);
    if (!found) return;
    fuzz::require(found->labels.size() <= kMostLabels);
    fuzz::require(found->interfaces.size() <= kMostInterfaces);
    for (const auto& label : found->labels)
        fuzz::require(label.label < 1U << 20U && label.traffic_class < 8);
    for (const auto& interface : found->interfaces) {
        fuzz::require(interface.name.size() < 64);
        fuzz::require(std::all_of(interface.name.begin(), interface.name.end(),
                                  [](char c) { return c > 0x20 && c < 0x7f; }));
    }
}

void inside(fuzz::Bytes found, fuzz::Bytes packet) {
    if (found.empty()) return;
    fuzz::require(found.data() >= packet.data() + 8 + 128);
    fuzz::require(found.data() + found.size() <= packet.data() + packet.size());
    read(found);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const fuzz::Bytes input(data, size);
    read(input);
    if (size >= 4) {
        // Behind the checksum there is more to see.
        std::vector<std::uint8_t> sealed(data, data + size);
        bytes::write_be<std::uint16_t>(sealed, 2, 0);
        bytes::write_be(std::span<std::uint8_t>(sealed), 2, icmp::checksum(sealed));
        read(sealed);
    }
    inside(icmp::find_extensions(Family::ipv4, input), input);
    inside(icmp::find_extensions(Family::ipv6, input), input);
    inside(icmp::find_extensions_ipv4(input), input);
    return 0;
}
