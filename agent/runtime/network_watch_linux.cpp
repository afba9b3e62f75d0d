#include <linux/if.h>
#include <linux/neighbour.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "agent/runtime/clock.h"
#include "agent/runtime/netlink.h"
#include "agent/runtime/network_watch.h"
#include "agent/runtime/resolv_conf.h"
#include "shared/uv_handle.h"

namespace traypulse::runtime {
namespace {

using namespace std::chrono_literals;

/// A cable that is plugged in makes a dozen messages: link, addresses, routes. One reading is
/// enough.
constexpr auto kBurstSettles = 100ms;
/// However much changes (a routing daemon, hundreds of containers that come and go), the tables are
/// read no more often than this: a reading of large ones costs milliseconds.
constexpr auto kBetween = 500ms;
/// NetworkManager rewrites resolv.conf without a word on netlink; reading it costs microseconds.
constexpr auto kResolverCheck = 10s;
/// So many messages are taken at a time, so that a flood of them does not hold the loop.
constexpr int kMessagesAtOnce = 256;

constexpr std::array kGroups{RTNLGRP_LINK,       RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
                             RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,  RTNLGRP_NEIGH,
                             RTNLGRP_IPV4_RULE,  RTNLGRP_IPV6_RULE};

int open_groups() {
    const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (fd < 0) return fd;
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close(fd);
        return -1;
    }
    // A kernel without one of them (IPv6, policy routing) has none of its changes to tell either.
    for (const int group : kGroups)
        setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group);
    return fd;
}

bool same_router(const RouterFact& a, const RouterFact& b) {
    return a.address == b.address && a.interface == b.interface;
}

}  // namespace

struct NetworkWatch::Impl {
    Impl(uv_loop_t* loop, std::function<void(const NetworkFacts&)> call)
        : changed(std::move(call)),
          fd(open_groups()),
          settle(loop),
          resolver_check(loop),
          resolver_again(loop) {
        if (fd >= 0) poll = uv::Poll(loop, fd, UV_READABLE, [this](int, int) { drain(); });
        resolver_check.start(
            kResolverCheck, [this] { check_resolvers(); }, kResolverCheck);
    }
    ~Impl() {
        poll.reset();
        if (fd >= 0) close(fd);
    }
    // What the messages say is read from the tables afterwards: one source of truth, and a message
    // lost to a full buffer (ENOBUFS) loses nothing. They only tell whether it is worth a reading.
    void drain() {
        alignas(nlmsghdr) std::array<char, 8192> buffer{};
        for (int i = 0; i < kMessagesAtOnce; ++i) {
            const auto n = recv(fd, buffer.data(), buffer.size(), 0);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0 && errno == ENOBUFS) {
                forget_macs = true;
                arm();
                continue;
            }
            if (n <= 0) return;
            auto left = static_cast<std::size_t>(n);
            for (const auto* m = reinterpret_cast<const nlmsghdr*>(buffer.data());
                 NLMSG_OK(m, left); m = NLMSG_NEXT(m, left))
                if (concerns(m)) arm();
        }
    }
    /// The neighbour table of a busy network changes many times a second; the routers' entries are
    /// what is wanted of it.
    bool concerns(const nlmsghdr* m) {
        if (m->nlmsg_type == RTM_NEWLINK || m->nlmsg_type == RTM_DELLINK) {
            const auto* link = body_of<ifinfomsg>(m);
            if (link != nullptr && (link->ifi_flags & IFF_RUNNING) == 0 && of_a_router(m))
                forget_macs = true;
        }
        if (m->nlmsg_type == RTM_DELADDR) forget_macs = true;
        if (m->nlmsg_type != RTM_NEWNEIGH && m->nlmsg_type != RTM_DELNEIGH) return true;
        const auto* entry = body_of<ndmsg>(m);
        if (entry == nullptr) return false;
        bool router = false;
        attributes_of<ndmsg>(m, [&](const rtattr* a) {
            if (a->rta_type != NDA_DST) return;
            const auto address =
                address_of(entry->ndm_family, RTA_DATA(a), RTA_PAYLOAD(a), entry->ndm_ifindex);
            router = address && std::find(last.routers.begin(), last.routers.end(),
                                          address->text()) != last.routers.end();
        });
        return router;
    }
    /// The link that the message is about is one that a router is reached by.
    bool of_a_router(const nlmsghdr* m) const {
        std::string name;
        attributes_of<ifinfomsg>(m, [&](const rtattr* a) {
            if (a->rta_type == IFLA_IFNAME) name = text_of(a);
        });
        return std::any_of(last.neighbours.begin(), last.neighbours.end(),
                           [&](const auto& router) { return router.interface == name; });
    }
    void arm() {
        if (std::exchange(armed, true)) return;
        const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(now().mono - read);
        settle.start(std::max<std::chrono::milliseconds>(kBurstSettles, kBetween - since),
                     [this] { look(); });
    }
    void look() {
        armed = false;
        read = now().mono;
        auto facts = read_network_facts();
        facts.resolvers = settled(facts.resolvers);
        keep_macs(facts);
        tell(facts);
    }
    /// An entry that has failed shows no link-layer address any more, but the router is still the
    /// one that it was, unless the interface was without a signal or an address meanwhile.
    void keep_macs(NetworkFacts& facts) {
        if (std::exchange(forget_macs, false)) return;
        for (auto& router : facts.neighbours) {
            if (!router.mac.empty()) continue;
            const auto before = std::find_if(last.neighbours.begin(), last.neighbours.end(),
                                             [&](const auto& r) { return same_router(r, router); });
            if (before != last.neighbours.end()) router.mac = before->mac;
        }
    }
    void check_resolvers() {
        auto facts = last;
        facts.resolvers = settled(read_resolvers());
        tell(facts);
    }
    const SettledResolvers::List& settled(const SettledResolvers::List& found) {
        const auto at = now().mono;
        const auto& believed = resolvers.take(at, found);
        resolver_again.stop();
        if (const auto next = resolvers.look_again())
            resolver_again.start(std::chrono::ceil<std::chrono::milliseconds>(
                                     std::max<Nanoseconds>(*next - at, Nanoseconds::zero())),
                                 [this] { check_resolvers(); });
        return believed;
    }
    void tell(const NetworkFacts& facts) {
        if (facts == last) return;
        last = facts;
        changed(facts);
    }

    std::function<void(const NetworkFacts&)> changed;
    int fd = -1;
    uv::Poll poll;
    uv::Timer settle, resolver_check, resolver_again;
    NetworkFacts last = read_network_facts();
    SettledResolvers resolvers{last.resolvers};
    MonoTime read = now().mono;
    bool armed = false;        ///< a reading is due
    bool forget_macs = false;  ///< something went that a router's identity rests on
};

NetworkWatch::NetworkWatch(uv_loop_t* loop, std::function<void(const NetworkFacts&)> changed)
    : impl_(std::make_unique<Impl>(loop, std::move(changed))) {}
NetworkWatch::~NetworkWatch() = default;

}  // namespace traypulse::runtime
