// The resolver that this machine is set to: the first one that c-ares reads from the system.
#include <ares.h>
#include <sys/socket.h>

#include <algorithm>

#include "agent/probes/cares_library.h"
#include "agent/probes/dns_query.h"

namespace traypulse {

std::optional<IpAddress> DnsQuery::system_server() {
    ares_channel channel = nullptr;
    if (!cares_ready() || ares_init(&channel) != ARES_SUCCESS) return std::nullopt;
    std::optional<IpAddress> out;
    ares_addr_node* servers = nullptr;
    if (ares_get_servers(channel, &servers) == ARES_SUCCESS && servers != nullptr) {
        IpAddress first;
        first.family = servers->family == AF_INET ? Family::ipv4 : Family::ipv6;
        const auto size =
            servers->family == AF_INET ? sizeof servers->addr.addr4 : sizeof servers->addr.addr6;
        std::copy_n(reinterpret_cast<const std::uint8_t*>(&servers->addr), size,
                    first.bytes.begin());
        out = first;
    }
    if (servers != nullptr) ares_free_data(servers);
    ares_destroy(channel);
    return out;
}

}  // namespace traypulse
