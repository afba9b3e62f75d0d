// rtnetlink(7): asking the kernel for its tables, and reading the attributes of what it says.
#pragma once

#include <linux/rtnetlink.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "shared/ip_address.h"

namespace traypulse::runtime {

/// One request at a time. Blocks for well under a millisecond: the kernel answers from memory.
class Netlink {
 public:
    using Each = std::function<void(const nlmsghdr*)>;

    Netlink();
    ~Netlink();
    Netlink(const Netlink&) = delete;
    Netlink& operator=(const Netlink&) = delete;

    /// Asks for a whole table (RTM_GETLINK, RTM_GETROUTE, RTM_GETRULE) of a family and hands out
    /// its messages. False where the kernel would not answer.
    bool dump(std::uint16_t type, std::uint8_t family, const Each& each);
    /// The neighbour table's entry of one address (kernel 5.0). False where there is none.
    bool neighbour(int interface, const IpAddress& address, const Each& each);

 private:
    /// `body` is what follows the header. True: it ended well.
    bool ask(std::uint16_t type, std::uint16_t flags, std::span<const std::uint8_t> body,
             const Each& each);
    int fd_;
    std::uint32_t sequence_ = 0;
};

/// The fixed part of a message; nullptr where the message is too short to hold one.
template <class Body>
const Body* body_of(const nlmsghdr* m) {
    return m->nlmsg_len < NLMSG_LENGTH(sizeof(Body)) ? nullptr
                                                     : static_cast<const Body*>(NLMSG_DATA(m));
}

using EachAttribute = std::function<void(const rtattr*)>;
/// Calls `each` with every attribute of a run of `length` bytes.
void attributes(const void* first, std::size_t length, const EachAttribute& each);
/// Those behind the fixed part of a message.
template <class Body>
void attributes_of(const nlmsghdr* m, const EachAttribute& each) {
    const auto* start = static_cast<const char*>(NLMSG_DATA(m));
    attributes(start + NLMSG_ALIGN(sizeof(Body)), m->nlmsg_len - NLMSG_SPACE(sizeof(Body)), each);
}

/// Shorter attributes are zero-extended.
std::uint32_t number_of(const rtattr* a);
/// Up to the first zero byte.
std::string text_of(const rtattr* a);
/// nullopt for another family than AF_INET and AF_INET6, or too few bytes. A link-local IPv6
/// address gets `interface` as its scope.
std::optional<IpAddress> address_of(std::uint8_t family, const void* data, std::size_t size,
                                    int interface);

}  // namespace traypulse::runtime
