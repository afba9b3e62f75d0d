#include "agent/runtime/network_tables_windows.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "shared/text_windows.h"

namespace traypulse::runtime {
namespace {

// ipifcons.h; wintun and its kin call themselves virtual.
constexpr IFTYPE kEthernet = 6;
constexpr IFTYPE kPpp = 23;
constexpr IFTYPE kVirtual = 53;
constexpr IFTYPE kWifi = 71;
constexpr IFTYPE kTunnel = 131;
constexpr IFTYPE kMobile = 243;
constexpr IFTYPE kMobileCdma = 244;

/// What Windows puts there where nobody has said a resolver (fec0:0:0:ffff::1 to 3).
bool is_placeholder(const IpAddress& a) {
    return a.family == Family::ipv6 && a.bytes[0] == 0xfe && a.bytes[1] == 0xc0;
}

std::optional<IpAddress> address_of(const SOCKADDR_INET& address, NET_IFINDEX index) {
    auto out = IpAddress::from(reinterpret_cast<const sockaddr*>(&address));
    if (out && out->is_link_local() && out->family == Family::ipv6) out->scope = index;
    return out;
}

/// The interface's own part of a route's metric.
std::uint32_t metric_of(NET_IFINDEX index, ADDRESS_FAMILY family) {
    MIB_IPINTERFACE_ROW row{};
    row.Family = family;
    row.InterfaceIndex = index;
    return GetIpInterfaceEntry(&row) == NO_ERROR ? row.Metric : 0;
}

}  // namespace

bool read_adapters(Adapters& out) {
    constexpr ULONG kFlags =
        GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_UNICAST;
    // As the documentation advises; it grows where that is not enough.
    ULONG size = 15'000;
    std::vector<std::uint8_t> bytes;
    ULONG error = ERROR_BUFFER_OVERFLOW;
    for (int tries = 0; tries < 4 && error == ERROR_BUFFER_OVERFLOW; ++tries) {
        bytes.resize(size);
        error = GetAdaptersAddresses(AF_UNSPEC, kFlags, nullptr,
                                     reinterpret_cast<IP_ADAPTER_ADDRESSES*>(bytes.data()), &size);
    }
    if (error == ERROR_NO_DATA) return true;
    if (error != ERROR_SUCCESS) return false;
    for (const auto* at = reinterpret_cast<const IP_ADAPTER_ADDRESSES*>(bytes.data());
         at != nullptr; at = at->Next) {
        Adapter adapter;
        adapter.name = windows::utf8(at->FriendlyName);
        adapter.type = at->IfType;
        adapter.up = at->OperStatus == IfOperStatusUp;
        for (const auto* dns = at->FirstDnsServerAddress; dns != nullptr; dns = dns->Next)
            if (const auto address = IpAddress::from(dns->Address.lpSockaddr);
                address && !is_placeholder(*address))
                adapter.resolvers.push_back(address->text());
        const auto index = at->IfIndex != 0 ? at->IfIndex : at->Ipv6IfIndex;
        out.emplace(index, std::move(adapter));
    }
    return true;
}

Medium medium_of(const Adapter& adapter) {
    switch (adapter.type) {
        case kEthernet:
            return Medium::wired;
        case kWifi:
            return Medium::wifi;
        case kMobile:
        case kMobileCdma:
            return Medium::mobile;
        case kTunnel:
        case kPpp:
        case kVirtual:
            return Medium::tunnel;
        default:
            return Medium::unknown;
    }
}

std::vector<Way> read_ways() {
    std::vector<Way> out;
    MIB_IPFORWARD_TABLE2* table = nullptr;
    if (GetIpForwardTable2(AF_UNSPEC, &table) != NO_ERROR) return out;
    for (ULONG i = 0; i < table->NumEntries; ++i) {
        const auto& row = table->Table[i];
        if (row.Loopback != 0) continue;
        const auto base = address_of(row.DestinationPrefix.Prefix, row.InterfaceIndex);
        if (!base) continue;
        Way way;
        way.destination = {*base, row.DestinationPrefix.PrefixLength};
        way.destination.base.scope = 0;
        way.interface_index = row.InterfaceIndex;
        way.gateway = address_of(row.NextHop, row.InterfaceIndex);
        if (way.gateway && way.gateway->is_unspecified()) way.gateway.reset();
        way.metric =
            row.Metric + metric_of(row.InterfaceIndex, row.DestinationPrefix.Prefix.si_family);
        out.push_back(way);
    }
    FreeMibTable(table);
    std::stable_sort(out.begin(), out.end(), [](const Way& a, const Way& b) {
        return std::pair(a.destination.base.family, a.metric) <
               std::pair(b.destination.base.family, b.metric);
    });
    return out;
}

RouterFact read_router(const Adapters& adapters, const Way& way) {
    RouterFact out;
    if (!way.gateway) return out;
    out.address = way.gateway->text();
    if (const auto found = adapters.find(way.interface_index); found != adapters.end())
        out.interface = found->second.name;
    MIB_IPNET_ROW2 row{};
    sockaddr_storage address{};
    way.gateway->to(address);
    std::copy_n(reinterpret_cast<const std::uint8_t*>(&address), sizeof row.Address,
                reinterpret_cast<std::uint8_t*>(&row.Address));
    row.InterfaceIndex = way.interface_index;
    if (GetIpNetEntry2(&row) != NO_ERROR) return out;
    switch (row.State) {
        case NlnsUnreachable:
        case NlnsIncomplete:
            out.neighbour = NeighbourState::failed;
            break;
        case NlnsProbe:
        case NlnsDelay:
        case NlnsStale:
        case NlnsReachable:
        case NlnsPermanent:
            out.neighbour = NeighbourState::reachable;
            break;
        default:
            break;
    }
    constexpr ULONG kMac = 6;
    if (row.PhysicalAddressLength == kMac) {
        std::array<char, 3 * kMac> text{};
        const auto* m = row.PhysicalAddress;
        std::snprintf(text.data(), text.size(), "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2],
                      m[3], m[4], m[5]);
        out.mac = text.data();
    }
    return out;
}

}  // namespace traypulse::runtime
