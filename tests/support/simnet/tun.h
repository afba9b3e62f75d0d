// A TUN device with its addresses and default routes, in the network namespace of the caller.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "shared/descriptor.h"
#include "shared/ip_address.h"
#include "shared/ip_prefix.h"
#include "shared/result.h"

namespace traypulse::simnet {

struct TunSpec {
    std::string name = "sim0";
    unsigned mtu = 1500;
    /// Own addresses with the length of their on-link block.
    std::vector<std::pair<IpAddress, std::uint8_t>> addresses;
    /// Default gateways, at most one a family.
    std::vector<IpAddress> routers;
};

/// One thread. The device vanishes with this object.
class Tun {
 public:
    /// Needs CAP_NET_ADMIN in the network namespace and a /dev/net/tun that can be opened. The
    /// kernel sends from and to the addresses when this returns.
    static Result<Tun> open(TunSpec spec);

    /// Non-blocking; one packet for each read and write.
    [[nodiscard]] int descriptor() const { return fd_.get(); }
    /// Like `ip link set up|down`; up also restores what the kernel forgot on down: IPv6 addresses,
    /// routes. The addresses are usable when this returns.
    Status set_link(bool up);
    /// The cable: the interface stays up but has no carrier.
    Status set_carrier(bool on);

 private:
    Tun(TunSpec spec, UniqueFd fd) : spec_(std::move(spec)), fd_(std::move(fd)) {}
    Status restore();

    TunSpec spec_;
    UniqueFd fd_;
};

}  // namespace traypulse::simnet
