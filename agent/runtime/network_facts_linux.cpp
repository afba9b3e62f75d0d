// rtnetlink(7) dumps → NetworkFacts.
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agent/runtime/network_watch.h"
#include "shared/ip_address.h"

namespace traypulse::runtime {
namespace {

/// The kernel fills at most this much a read (NLMSG_GOODSIZE and growing dumps; iproute2 uses the
/// same).
constexpr std::size_t kReadSize = 32768;

class Netlink {
 public:
    Netlink() : fd_(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)) {}
    ~Netlink() {
        if (fd_ >= 0) close(fd_);
    }
    Netlink(const Netlink&) = delete;
    Netlink& operator=(const Netlink&) = delete;

    /// Asks for a whole table and hands out its messages. False where the kernel would not answer.
    template <class Body>
    bool dump(std::uint16_t type, std::uint8_t family,
              const std::function<void(const nlmsghdr*)>& each) {
        struct {
            nlmsghdr header;
            Body body;
        } request{};
        request.header.nlmsg_len = sizeof request;
        request.header.nlmsg_type = type;
        request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
        request.header.nlmsg_seq = ++sequence_;
        std::memcpy(&request.body, &family,
                    sizeof family);  // the family stands first in each of them
        if (fd_ < 0 || send(fd_, &request, sizeof request, 0) < 0) return false;
        alignas(nlmsghdr) std::array<char, kReadSize> buffer{};
        for (;;) {
            const auto n = recv(fd_, buffer.data(), buffer.size(), 0);
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) return false;
            auto left = static_cast<std::size_t>(n);
            for (auto* m = reinterpret_cast<nlmsghdr*>(buffer.data()); NLMSG_OK(m, left);
                 m = NLMSG_NEXT(m, left)) {
                if (m->nlmsg_type == NLMSG_DONE) return true;
                if (m->nlmsg_type == NLMSG_ERROR) return false;
                each(m);
            }
        }
    }

 private:
    int fd_;
    std::uint32_t sequence_ = 0;
};

/// Calls `each` with every attribute of a run of them.
void attributes(const rtattr* first, std::size_t length,
                const std::function<void(const rtattr*)>& each) {
    auto left = static_cast<unsigned>(length);
    for (const auto* a = first; RTA_OK(a, left); a = RTA_NEXT(a, left)) each(a);
}

std::uint32_t number(const rtattr* a) {
    std::uint32_t value = 0;
    std::memcpy(&value, RTA_DATA(a), std::min<std::size_t>(sizeof value, RTA_PAYLOAD(a)));
    return value;
}

/// Interfaces of this machine's own making carry a signal whatever the cable does.
bool is_virtual(std::string_view kind) {
    static const std::set<std::string_view> kinds{"bridge", "veth", "dummy",
                                                  "docker", "ifb",  "nlmon"};
    return kinds.count(kind) > 0;
}

struct Link {
    std::string name;
    bool carries = false;
    bool real = false;
};

void read_links(Netlink& netlink, NetworkFacts& facts, std::map<int, Link>& links) {
    facts.link_up = false;
    facts.known = netlink.dump<ifinfomsg>(RTM_GETLINK, AF_UNSPEC, [&](const nlmsghdr* m) {
        const auto* info = static_cast<const ifinfomsg*>(NLMSG_DATA(m));
        std::string kind;
        attributes(IFLA_RTA(info), IFLA_PAYLOAD(m), [&](const rtattr* a) {
            if (a->rta_type == IFLA_IFNAME)
                links[info->ifi_index].name = static_cast<const char*>(RTA_DATA(a));
            if (a->rta_type != IFLA_LINKINFO) return;
            attributes(
                static_cast<const rtattr*>(RTA_DATA(a)), RTA_PAYLOAD(a), [&](const rtattr* inner) {
                    if (inner->rta_type == IFLA_INFO_KIND)
                        kind.assign(
                            static_cast<const char*>(RTA_DATA(inner)),
                            strnlen(static_cast<const char*>(RTA_DATA(inner)), RTA_PAYLOAD(inner)));
                });
        });
        auto& link = links[info->ifi_index];
        link.carries = (info->ifi_flags & IFF_UP) != 0 && (info->ifi_flags & IFF_RUNNING) != 0;
        link.real = (info->ifi_flags & IFF_LOOPBACK) == 0 && !is_virtual(kind);
        if (link.carries && link.real) facts.link_up = true;
    });
}

struct Route {
    std::uint8_t family = 0;
    std::uint32_t metric = 0;
    int interface = 0;
    std::string gateway;
};

std::string gateway_text(std::uint8_t family, const rtattr* a, int interface) {
    IpAddress address;
    address.family = family == AF_INET ? Family::ipv4 : Family::ipv6;
    std::memcpy(address.bytes.data(), RTA_DATA(a),
                std::min<std::size_t>(address.bytes.size(), RTA_PAYLOAD(a)));
    if (address.family == Family::ipv6 && address.is_link_local())
        address.scope = static_cast<std::uint32_t>(interface);
    return address.text();
}

void read_next_hops(const rtattr* multipath, Route& route) {
    auto left = static_cast<int>(RTA_PAYLOAD(multipath));
    for (const auto* hop = static_cast<const rtnexthop*>(RTA_DATA(multipath)); RTNH_OK(hop, left);
         left -= NLMSG_ALIGN(hop->rtnh_len), hop = RTNH_NEXT(hop)) {
        if (!route.gateway.empty()) return;  // the first next hop stands for the route
        route.interface = hop->rtnh_ifindex;
        attributes(RTNH_DATA(hop), hop->rtnh_len - RTNH_LENGTH(0), [&](const rtattr* a) {
            if (a->rta_type == RTA_GATEWAY)
                route.gateway = gateway_text(route.family, a, route.interface);
        });
    }
}

std::vector<Route> read_default_routes(Netlink& netlink) {
    std::vector<Route> routes;
    for (const std::uint8_t family : {std::uint8_t{AF_INET}, std::uint8_t{AF_INET6}})
        netlink.dump<rtmsg>(RTM_GETROUTE, family, [&](const nlmsghdr* m) {
            const auto* info = static_cast<const rtmsg*>(NLMSG_DATA(m));
            if (info->rtm_dst_len != 0 || info->rtm_type != RTN_UNICAST ||
                info->rtm_table != RT_TABLE_MAIN)
                return;
            Route route;
            route.family = info->rtm_family;
            const rtattr* gateway = nullptr;
            const rtattr* multipath = nullptr;
            attributes(RTM_RTA(info), RTM_PAYLOAD(m), [&](const rtattr* a) {
                if (a->rta_type == RTA_OIF) route.interface = static_cast<int>(number(a));
                if (a->rta_type == RTA_PRIORITY) route.metric = number(a);
                if (a->rta_type == RTA_GATEWAY) gateway = a;
                if (a->rta_type == RTA_MULTIPATH) multipath = a;
            });
            if (gateway != nullptr)
                route.gateway = gateway_text(route.family, gateway, route.interface);
            if (multipath != nullptr) read_next_hops(multipath, route);
            routes.push_back(route);
        });
    std::stable_sort(routes.begin(), routes.end(), [](const auto& a, const auto& b) {
        return a.family != b.family ? a.family < b.family : a.metric < b.metric;
    });
    return routes;
}

/// resolv.conf(5): its `nameserver` lines.
std::vector<std::string> read_resolvers() {
    std::vector<std::string> out;
    std::ifstream file("/etc/resolv.conf");
    for (std::string line; std::getline(file, line);) {
        constexpr std::string_view kKey = "nameserver";
        if (line.rfind(kKey, 0) != 0) continue;
        const auto begin = line.find_first_not_of(" \t", kKey.size());
        if (begin == std::string::npos || begin == kKey.size()) continue;
        const auto word = line.substr(begin, line.find_first_of(" \t#;\r", begin) - begin);
        if (IpAddress::parse(word)) out.push_back(word);
    }
    return out;
}

}  // namespace

NetworkFacts read_network_facts() {
    NetworkFacts facts;
    Netlink netlink;
    std::map<int, Link> links;
    read_links(netlink, facts, links);
    const auto routes = read_default_routes(netlink);
    facts.default_route = !routes.empty();
    for (const auto& route : routes) {
        if (facts.interface.empty()) facts.interface = links[route.interface].name;
        // In a container the way out is a veth: what carries the default route counts, of whatever
        // kind.
        if (links[route.interface].carries) facts.link_up = true;
        if (!route.gateway.empty() && std::find(facts.routers.begin(), facts.routers.end(),
                                                route.gateway) == facts.routers.end())
            facts.routers.push_back(route.gateway);
    }
    facts.resolvers = read_resolvers();
    return facts;
}

}  // namespace traypulse::runtime
