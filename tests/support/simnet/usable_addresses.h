// When the kernel sends from and to an interface's own IPv6 addresses: some time after they were
// given to it (RFC 4862 section 5.4).
#pragma once

#include <string>
#include <vector>

#include "shared/descriptor.h"
#include "shared/ip_address.h"
#include "shared/result.h"

namespace traypulse::simnet {

/// One thread. Listens to the kernel (rtnetlink(7)) from its construction on, so it is made before
/// the addresses are given.
class UsableAddresses {
 public:
    UsableAddresses();
    /// Returns once no address of the interface is tentative and each of `own` has its local route;
    /// an error where that takes longer than it ever should.
    Status await(const std::string& interface, const std::vector<IpAddress>& own) const;

 private:
    UniqueFd changes_;
};

}  // namespace traypulse::simnet
