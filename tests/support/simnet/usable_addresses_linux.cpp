#include "tests/support/simnet/usable_addresses.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <sstream>

#include "shared/system_error.h"

namespace traypulse::simnet {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// The kernel readies an address in a work queue, within a millisecond where no other host can have
// it; much longer means never.
constexpr std::chrono::seconds kAddressPatience{10};

// Whether no IPv6 address of the device is tentative: the kernel would send from another one, such
// as ::1.
bool none_tentative(const std::string& name) {
    constexpr unsigned long kTentative = 0x40;  // linux/if_addr.h, IFA_F_TENTATIVE
    std::ifstream addresses("/proc/net/if_inet6");
    std::string address, index, length, scope, flags, device;
    while (addresses >> address >> index >> length >> scope >> flags >> device)
        if (device == name && (std::stoul(flags, nullptr, 16) & kTentative) != 0) return false;
    return true;
}

// Whether the kernel takes packets to an own IPv6 address: this route comes after the address.
bool has_local_route(const std::string& name, const IpAddress& address) {
    constexpr unsigned long kLocal = 0x80000000;  // linux/ipv6_route.h, RTF_LOCAL
    constexpr const char* kDigits = "0123456789abcdef";
    std::string wanted;
    for (const auto byte : address.bytes) {
        wanted += kDigits[byte >> 4];
        wanted += kDigits[byte & 0xf];
    }
    std::ifstream routes("/proc/net/ipv6_route");
    for (std::string line; std::getline(routes, line);) {
        std::istringstream fields(line);
        std::string to, bits, from, from_bits, next, metric, references, uses, flags, device;
        fields >> to >> bits >> from >> from_bits >> next >> metric >> references >> uses >>
            flags >> device;
        if (to == wanted && bits == "80" && device == name &&
            (std::stoul(flags, nullptr, 16) & kLocal) != 0)
            return true;
    }
    return false;
}

// What is said does not matter, and neither that some of it was lost (ENOBUFS): the tables are read
// again.
void forget(int changes) {
    std::array<char, 8192> message{};
    while (recv(changes, message.data(), message.size(), 0) > 0) continue;
}

}  // namespace

UsableAddresses::UsableAddresses()
    : changes_(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE)) {
    // Without a port of its own it would hear nothing.
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    if (bind(changes_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        changes_.reset();
    // A kernel without IPv6 has none of its changes to tell.
    for (const int group : {RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV6_ROUTE})
        setsockopt(changes_.get(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group);
}

Status UsableAddresses::await(const std::string& interface,
                              const std::vector<IpAddress>& own) const {
    if (!changes_) return system_error("cannot listen to the kernel's changes of addresses");
    const auto usable = [&] {
        return none_tentative(interface) &&
               std::all_of(own.begin(), own.end(), [&](const auto& address) {
                   return address.family == Family::ipv4 || has_local_route(interface, address);
               });
    };
    const auto end = steady_clock::now() + kAddressPatience;
    while (!usable()) {
        const auto left = std::chrono::ceil<milliseconds>(end - steady_clock::now());
        pollfd change{changes_.get(), POLLIN, 0};
        if (left <= milliseconds::zero() || poll(&change, 1, static_cast<int>(left.count())) == 0)
            return Error{ErrorCode::unavailable,
                         "an IPv6 address of " + interface + " does not become usable",
                         "see `ip -6 address` and `ip -6 route show table local`"};
        forget(changes_.get());
    }
    return ok();
}

}  // namespace traypulse::simnet
