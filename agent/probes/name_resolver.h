// Names to addresses by c-ares on the loop: never blocks, knows the TTL, tells failures apart.
#pragma once

#include <uv.h>

#include <chrono>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/engine/check_spec.h"
#include "shared/ip_address.h"
#include "shared/result.h"

namespace traypulse {

struct Resolved {
    std::vector<IpAddress> addresses;  ///< in the order of RFC 6724; never empty
    std::chrono::seconds
        ttl{};  ///< the least of the answer's; 0 where the answer had none (/etc/hosts)
};

/// Loop thread only. Destroying it drops what is under way; no callback follows.
class NameResolver {
 public:
    using Callback = std::function<void(Result<Resolved>)>;
    explicit NameResolver(uv_loop_t* loop);
    ~NameResolver();
    NameResolver(const NameResolver&) = delete;
    NameResolver& operator=(const NameResolver&) = delete;

    /// Errors: name_not_found, name_server_failed, name_timeout. The callback may come before this
    /// returns (a name in /etc/hosts).
    void lookup(const std::string& host, FamilyWish wish, Callback done);
    /// The name that the reverse zone has for an address (PTR), printable; empty where there is
    /// none or nobody answers. As slow as DNS can be: bound it. The callback may come before this
    /// returns.
    void reverse(const IpAddress& address, std::function<void(std::string)> done);
    /// Reads resolv.conf again; what is under way is asked again.
    void reload();

 private:
    struct Channel;
    std::shared_ptr<Channel> asking_;
    std::shared_ptr<Channel> naming_;
};

}  // namespace traypulse
