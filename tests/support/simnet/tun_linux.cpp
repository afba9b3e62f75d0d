#include "tests/support/simnet/tun.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/route.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "shared/system_error.h"
#include "tests/support/simnet/usable_addresses.h"

namespace traypulse::simnet {
namespace {

// The kernel drops without a word what does not fit this queue. 100,000 packets/s for 0.3 s.
constexpr std::uint32_t kQueueLength = 30'000;

// The kernel answers that it is there already: restoring is not a mistake.
bool harmless(int error) { return error == EEXIST; }

Error failure(const std::string& what) {
    return system_error(what, ErrorCode::io,
                        "run it in a network namespace of its own, e.g. unshare -rn");
}

// The socket that interface ioctls go through.
class ControlSocket {
 public:
    explicit ControlSocket(int family) : fd_(socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {}
    Status call(unsigned long request, void* argument, const char* what) const {
        if (ioctl(fd_.get(), request, argument) != 0 && !harmless(errno)) return failure(what);
        return ok();
    }

 private:
    UniqueFd fd_;
};

ifreq request_for(const std::string& name) {
    ifreq out{};
    std::copy_n(name.begin(), std::min(name.size(), sizeof out.ifr_name - 1), out.ifr_name);
    return out;
}

void put_address(sockaddr& out, const IpAddress& address) {
    sockaddr_storage storage{};
    address.to(storage);
    std::memcpy(&out, &storage, sizeof out);
}

Status add_address(const std::string& name, const IpAddress& address, std::uint8_t length) {
    auto request = request_for(name);
    if (address.family == Family::ipv4) {
        const ControlSocket control(AF_INET);
        put_address(request.ifr_addr, address);
        if (auto s = control.call(SIOCSIFADDR, &request, "cannot set the IPv4 address"); !s)
            return s;
        put_address(request.ifr_netmask,
                    IpAddress::v4(length == 0 ? 0 : ~std::uint32_t{0} << (32 - length)));
        return control.call(SIOCSIFNETMASK, &request, "cannot set the IPv4 netmask");
    }
    const ControlSocket control(AF_INET6);
    in6_ifreq six{};
    std::memcpy(&six.ifr6_addr, address.bytes.data(), sizeof six.ifr6_addr);
    six.ifr6_prefixlen = length;
    six.ifr6_ifindex = static_cast<int>(if_nametoindex(name.c_str()));
    return control.call(SIOCSIFADDR, &six, "cannot set the IPv6 address");
}

// By netlink, because the ioctl wants the privilege of the machine, not of the namespace.
Status set_queue_length(const std::string& name) {
    struct {
        nlmsghdr header;
        ifinfomsg link;
        rtattr attribute;
        std::uint32_t length;
    } request{};
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = RTM_NEWLINK;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
    request.link.ifi_index = static_cast<int>(if_nametoindex(name.c_str()));
    request.attribute = {sizeof(rtattr) + sizeof(std::uint32_t), IFLA_TXQLEN};
    request.length = kQueueLength;
    struct {
        nlmsghdr header;
        nlmsgerr error;
        std::array<std::uint8_t, 512> quoted;
    } answer{};
    const UniqueFd kernel(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    const bool told = send(kernel.get(), &request, sizeof request, 0) == sizeof request &&
                      recv(kernel.get(), &answer, sizeof answer, 0) > 0;
    if (told) errno = -answer.error.error;
    if (!told || answer.error.error != 0) return failure("cannot set the queue's length");
    return ok();
}

Status add_default_route(const std::string& name, const IpAddress& router) {
    if (router.family == Family::ipv4) {
        rtentry route{};
        std::string device = name;
        put_address(route.rt_dst, IpAddress{});
        put_address(route.rt_genmask, IpAddress{});
        put_address(route.rt_gateway, router);
        route.rt_flags = RTF_UP | RTF_GATEWAY;
        route.rt_dev = device.data();
        return ControlSocket(AF_INET).call(SIOCADDRT, &route, "cannot set the IPv4 default route");
    }
    in6_rtmsg route{};
    std::memcpy(&route.rtmsg_gateway, router.bytes.data(), sizeof route.rtmsg_gateway);
    route.rtmsg_flags = RTF_UP | RTF_GATEWAY;
    route.rtmsg_metric = 1;
    route.rtmsg_ifindex = static_cast<int>(if_nametoindex(name.c_str()));
    return ControlSocket(AF_INET6).call(SIOCADDRT, &route, "cannot set the IPv6 default route");
}

}  // namespace

Result<Tun> Tun::open(TunSpec spec) {
    UniqueFd fd(::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC));
    if (!fd)
        return system_error("cannot open /dev/net/tun", ErrorCode::permission,
                            "modprobe tun; its mode is 0666 on a Debian machine");
    auto request = request_for(spec.name);
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    if (ioctl(fd.get(), TUNSETIFF, &request) != 0)
        return failure("cannot make the TUN device " + spec.name);
    Tun tun(std::move(spec), std::move(fd));
    const ControlSocket control(AF_INET);
    request = request_for(tun.spec_.name);
    request.ifr_mtu = static_cast<int>(tun.spec_.mtu);
    if (auto s = control.call(SIOCSIFMTU, &request, "cannot set the MTU"); !s) return s.error();
    if (auto s = set_queue_length(tun.spec_.name); !s) return s.error();
    if (auto s = tun.set_link(true); !s) return s.error();
    return tun;
}

Status Tun::set_link(bool up) {
    const ControlSocket control(AF_INET);
    auto request = request_for(spec_.name);
    if (auto s = control.call(SIOCGIFFLAGS, &request, "cannot read the interface's flags"); !s)
        return s;
    request.ifr_flags =
        static_cast<short>(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
    if (auto s = control.call(SIOCSIFFLAGS, &request, "cannot change the interface's flags"); !s)
        return s;
    return up ? restore() : ok();
}

Status Tun::set_carrier(bool on) {
    int value = on ? 1 : 0;
    if (ioctl(fd_.get(), TUNSETCARRIER, &value) != 0) return failure("cannot change the carrier");
    return ok();
}

Status Tun::restore() {
    const UsableAddresses usable;
    std::vector<IpAddress> own;
    for (const auto& [address, length] : spec_.addresses) {
        if (auto s = add_address(spec_.name, address, length); !s) return s;
        own.push_back(address);
    }
    for (const auto& router : spec_.routers)
        if (auto s = add_default_route(spec_.name, router); !s) return s;
    return usable.await(spec_.name, own);
}

}  // namespace traypulse::simnet
