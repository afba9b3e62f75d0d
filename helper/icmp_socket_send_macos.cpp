#include <netinet/in.h>
#include <netinet/in_systm.h>
#include <netinet/ip.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "helper/clock.h"
#include "helper/icmp_socket.h"

namespace traypulse::helper {
namespace {

constexpr std::size_t kLargestPacket = icmp::kHeader + limits::kLargestPayload;

// TTL and DSCP are options of the socket (ip(4), ip6(4)): control messages for them are not taken
// of all kinds of sockets. They hold until another is set, also from one send() to the next.
class PacketOptions {
 public:
    PacketOptions(int fd, Family family) : fd_(fd), ipv4_(family == Family::ipv4) {}
    /// False, and errno(3) says why.
    bool apply(Ttl ttl, std::uint8_t dscp) {
        const int hops = ttl.value != 0 ? ttl.value : ipv4_ ? IPDEFTTL : kSystemsChoice;
        const int traffic = dscp << 2;
        if (hops != hops_ && !set(ipv4_ ? IP_TTL : IPV6_UNICAST_HOPS, hops)) return false;
        hops_ = hops;
        if (traffic != traffic_ && !set(ipv4_ ? IP_TOS : IPV6_TCLASS, traffic)) return false;
        traffic_ = traffic;
        return true;
    }

 private:
    static constexpr int kSystemsChoice = -1;
    static constexpr int kUnknown = -2;
    bool set(int option, int value) const {
        const int level = ipv4_ ? int{IPPROTO_IP} : int{IPPROTO_IPV6};
        return setsockopt(fd_, level, option, &value, sizeof value) == 0;
    }
    int fd_;
    bool ipv4_;
    int hops_ = kUnknown;
    int traffic_ = kUnknown;
};

}  // namespace

// One system call for each packet: that for several (sendmsg_x) is not public. The kernel does not
// stamp what is sent.
void IcmpSocket::send(std::span<const Departure> departures, std::span<SendOutcome> outcomes,
                      bool /*stamped*/) {
    const auto family = family_of(path_);
    // See icmp_socket_open_macos.cpp: sent in fragments it would arrive, and prove a lie.
    const bool refused = path_ == Path::ipv6_whole && kind_ == protocol::SocketKind::datagram;
    PacketOptions options(fd_, family);
    std::array<std::uint8_t, kLargestPacket> packet;
    for (std::size_t i = 0; i < departures.size(); ++i) {
        const auto& departure = departures[i];
        const icmp::Echo echo{
            static_cast<std::uint16_t>(base_ + departure.key / kSequencesPerIdentifier),
            static_cast<std::uint16_t>(departure.key % kSequencesPerIdentifier), departure.cookie,
            departure.flow};
        const auto size = icmp::build_echo_request(family, echo, departure.payload, packet);
        if (trace_) trace_("sent", departure.destination, std::span(packet).first(size));
        sockaddr_storage address{};
        const auto length = departure.destination.to(address);
        outcomes[i] = {0, stamp_now()};
        if (refused) {
            outcomes[i].error = EPERM;
        } else if (!options.apply(departure.ttl, departure.dscp) ||
                   sendto(fd_, packet.data(), size, MSG_DONTWAIT,
                          reinterpret_cast<const sockaddr*>(&address), length) < 0) {
            // A full send buffer is the same to a person as a full queue behind it.
            outcomes[i].error = errno == EAGAIN ? ENOBUFS : errno;
        }
    }
}

}  // namespace traypulse::helper
