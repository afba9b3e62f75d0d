// What the IP helper's library says of adapters and routes. Internal to network_*_windows.cpp.
#pragma once

#include <winsock2.h>

#include <ws2tcpip.h>

#include <iphlpapi.h>

#include <netioapi.h>
// A word of C++ to everybody but objbase.h.
#undef interface

#include <map>
#include <string>
#include <vector>

#include "agent/engine/network_facts.h"

namespace traypulse::runtime {

struct Adapter {
    std::string name;  ///< as the person sees it: "Wi-Fi"
    IFTYPE type = 0;
    bool up = false;
    std::vector<std::string> resolvers;
};
using Adapters = std::map<NET_IFINDEX, Adapter>;

/// False where the system would not tell.
bool read_adapters(Adapters& out);
Medium medium_of(const Adapter& adapter);

struct Way {
    Prefix destination;
    NET_IFINDEX interface_index = 0;
    std::optional<IpAddress> gateway;
    std::uint32_t metric = 0;  ///< the route's and the interface's together
};
/// Of both families; the lowest metric first within a family, IPv4 first.
std::vector<Way> read_ways();

/// The neighbour table's word about a next hop.
RouterFact read_router(const Adapters& adapters, const Way& way);

}  // namespace traypulse::runtime
