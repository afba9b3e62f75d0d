// Links: which there are, whether they carry, and what carries them.
#include <linux/if.h>
#include <linux/if_arp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>

#include "agent/runtime/network_tables.h"

namespace traypulse::runtime {
namespace {

struct Kind {
    std::string_view name;  ///< as `ip -d link` prints it
    LinkNature nature;
};
constexpr std::array kKinds{
    Kind{"tun", LinkNature::tunnel},       Kind{"wireguard", LinkNature::tunnel},
    Kind{"ovpn", LinkNature::tunnel},      Kind{"ovpn-dco", LinkNature::tunnel},
    Kind{"ppp", LinkNature::tunnel},       Kind{"ipip", LinkNature::tunnel},
    Kind{"sit", LinkNature::tunnel},       Kind{"gre", LinkNature::tunnel},
    Kind{"gretap", LinkNature::tunnel},    Kind{"ip6gre", LinkNature::tunnel},
    Kind{"ip6gretap", LinkNature::tunnel}, Kind{"ip6tnl", LinkNature::tunnel},
    Kind{"vti", LinkNature::tunnel},       Kind{"vti6", LinkNature::tunnel},
    Kind{"xfrm", LinkNature::tunnel},      Kind{"amt", LinkNature::tunnel},
    Kind{"bridge", LinkNature::made},      Kind{"veth", LinkNature::made},
    Kind{"dummy", LinkNature::made},       Kind{"ifb", LinkNature::made},
    Kind{"nlmon", LinkNature::made},       Kind{"vxlan", LinkNature::made},
    Kind{"geneve", LinkNature::made},      Kind{"netkit", LinkNature::made},
    Kind{"docker", LinkNature::made},      Kind{"vrf", LinkNature::made},
    Kind{"vcan", LinkNature::made},        Kind{"netdevsim", LinkNature::made},
    Kind{"vlan", LinkNature::stacked},     Kind{"macvlan", LinkNature::stacked},
    Kind{"macvtap", LinkNature::stacked},  Kind{"ipvlan", LinkNature::stacked},
    Kind{"bond", LinkNature::stacked},     Kind{"team", LinkNature::stacked},
    Kind{"macsec", LinkNature::stacked},
};

/// A vlan on a bond on a device is three deep; more is a mistake, or a ring.
constexpr int kDeepestStack = 8;

Link link_of(const nlmsghdr* m, const ifinfomsg& info) {
    Link link;
    bool elsewhere = false;
    attributes_of<ifinfomsg>(m, [&](const rtattr* a) {
        if (a->rta_type == IFLA_IFNAME) link.name = text_of(a);
        if (a->rta_type == IFLA_LINK) link.lower = static_cast<int>(number_of(a));
        if (a->rta_type == IFLA_MASTER) link.master = static_cast<int>(number_of(a));
        if (a->rta_type == IFLA_LINK_NETNSID) elsewhere = true;
        if (a->rta_type != IFLA_LINKINFO) return;
        attributes(RTA_DATA(a), RTA_PAYLOAD(a), [&](const rtattr* inner) {
            if (inner->rta_type == IFLA_INFO_KIND) link.kind = text_of(inner);
        });
    });
    link.type = info.ifi_type;
    link.nature = (info.ifi_flags & IFF_LOOPBACK) != 0 ? LinkNature::loopback
                                                       : nature_of(link.kind, link.type);
    link.up = (info.ifi_flags & IFF_UP) != 0;
    link.carries = link.up && (info.ifi_flags & IFF_RUNNING) != 0;
    if (elsewhere || link.lower == info.ifi_index) link.lower = 0;
    return link;
}

bool exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

/// DEVTYPE of /sys/class/net/X/uevent: "wlan", "wwan", …; empty for an ordinary card.
std::string device_type(const std::string& folder) {
    constexpr std::string_view kKey = "DEVTYPE=";
    std::ifstream file(folder + "/uevent");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(kKey)) return line.substr(kKey.size());
    return {};
}

Medium medium_of_device(const Link& link) {
    const auto folder = "/sys/class/net/" + link.name;
    const auto type = device_type(folder);
    if (exists(folder + "/wireless") || exists(folder + "/phy80211") || type == "wlan" ||
        link.type == ARPHRD_IEEE80211)
        return Medium::wifi;
    if (type == "wwan" || link.kind == "wwan" || link.kind == "rmnet" || link.type == ARPHRD_RAWIP)
        return Medium::mobile;
    return link.type == ARPHRD_ETHER || link.type == ARPHRD_INFINIBAND ? Medium::wired
                                                                       : Medium::unknown;
}

/// What a bridge or bond is of is what its ports are of.
Medium medium_below(const Links& links, int interface, int depth) {
    const auto found = links.find(interface);
    if (found == links.end() || depth == 0) return Medium::unknown;
    const auto& link = found->second;
    if (link.nature == LinkNature::tunnel) return Medium::tunnel;
    if (link.nature == LinkNature::device) return medium_of_device(link);
    if (link.lower != 0 && link.nature == LinkNature::stacked)
        return medium_below(links, link.lower, depth - 1);
    for (const auto& [index, port] : links)
        if (port.master == interface && port.nature != LinkNature::made &&
            port.nature != LinkNature::tunnel)
            return medium_below(links, index, depth - 1);
    return Medium::virtual_link;
}

}  // namespace

LinkNature nature_of(std::string_view kind, unsigned short type) {
    const auto* known =
        std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& k) { return k.name == kind; });
    if (known != kKinds.end()) return known->nature;
    switch (type) {
        case ARPHRD_LOOPBACK:
            return LinkNature::loopback;
        case ARPHRD_PPP:
        case ARPHRD_TUNNEL:
        case ARPHRD_TUNNEL6:
        case ARPHRD_SIT:
        case ARPHRD_IPGRE:
        case ARPHRD_IP6GRE:
            return LinkNature::tunnel;
        default:
            return LinkNature::device;
    }
}

bool read_links(Netlink& netlink, Links& out) {
    return netlink.dump(RTM_GETLINK, AF_UNSPEC, [&](const nlmsghdr* m) {
        if (const auto* info = body_of<ifinfomsg>(m)) out[info->ifi_index] = link_of(m, *info);
    });
}

Medium medium_of(const Links& links, int interface) {
    return medium_below(links, interface, kDeepestStack);
}

}  // namespace traypulse::runtime
