#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "agent/runtime/network_watch.h"
#include "shared/uv_handle.h"

namespace traypulse::runtime {
namespace {

using namespace std::chrono_literals;

/// A cable that is plugged in makes a dozen messages: link, addresses, routes. One reading is
/// enough.
constexpr auto kSettle = 100ms;
/// NetworkManager rewrites resolv.conf without a word on netlink; reading it costs microseconds.
constexpr auto kResolverCheck = 10s;

}  // namespace

struct NetworkWatch::Impl {
    Impl(uv_loop_t* loop, std::function<void(const NetworkFacts&)> call)
        : changed(std::move(call)), settle(loop), resolver_check(loop) {
        sockaddr_nl address{};
        address.nl_family = AF_NETLINK;
        address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR |
                            RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
        fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
        if (fd >= 0 && bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
            poll = uv::Poll(loop, fd, UV_READABLE, [this](int, int) { drain(); });
        resolver_check.start(
            kResolverCheck, [this] { look(); }, kResolverCheck);
        last = read_network_facts();
    }
    ~Impl() {
        poll.reset();
        if (fd >= 0) close(fd);
    }
    // What the messages say is read from the tables afterwards: one source of truth, and a message
    // lost to a full buffer (ENOBUFS) loses nothing.
    void drain() {
        std::array<char, 8192> sink{};
        while (recv(fd, sink.data(), sink.size(), 0) > 0) {
        }
        settle.start(kSettle, [this] { look(); });
    }
    void look() {
        auto facts = read_network_facts();
        if (facts == last) return;
        last = facts;
        changed(facts);
    }

    std::function<void(const NetworkFacts&)> changed;
    int fd = -1;
    uv::Poll poll;
    uv::Timer settle, resolver_check;
    NetworkFacts last;
};

NetworkWatch::NetworkWatch(uv_loop_t* loop, std::function<void(const NetworkFacts&)> changed)
    : impl_(std::make_unique<Impl>(loop, std::move(changed))) {}
NetworkWatch::~NetworkWatch() = default;

}  // namespace traypulse::runtime
