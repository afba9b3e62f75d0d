#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "helper/clock.h"
#include "helper/icmp_socket.h"

namespace traypulse::helper {
namespace {

constexpr std::size_t kSendBatch = 64;
constexpr std::size_t kLargestPacket = icmp::kHeader + limits::kLargestPayload;

// A packet on its way into the kernel, with its TTL and DSCP beside it: options of the socket can't
// be changed any more, and would hold for all streams.
struct Outgoing {
    std::array<std::uint8_t, kLargestPacket> packet;
    alignas(cmsghdr) std::array<char, 3 * CMSG_SPACE(sizeof(int))> control;
    sockaddr_storage address;
    iovec data;
};

void add_control(msghdr& header, Outgoing& out, int level, int type, int value) {
    auto* at = reinterpret_cast<cmsghdr*>(out.control.data() + header.msg_controllen);
    at->cmsg_level = level;
    at->cmsg_type = type;
    at->cmsg_len = CMSG_LEN(sizeof value);
    std::memcpy(CMSG_DATA(at), &value, sizeof value);
    header.msg_control = out.control.data();
    header.msg_controllen += CMSG_SPACE(sizeof value);
}

void prepare(const Departure& departure, std::uint16_t base, bool unstamped, Outgoing& out,
             msghdr& header) {
    const auto family = family_of(departure.path);
    const icmp::Echo echo{
        static_cast<std::uint16_t>(base + departure.key / kSequencesPerIdentifier),
        static_cast<std::uint16_t>(departure.key % kSequencesPerIdentifier), departure.cookie,
        departure.flow};
    const auto size = icmp::build_echo_request(family, echo, departure.payload, out.packet);
    out.data = {out.packet.data(), size};
    header = msghdr{};
    header.msg_iov = &out.data;
    header.msg_iovlen = 1;
    header.msg_name = &out.address;
    header.msg_namelen = departure.destination.to(out.address);
    const bool ipv4 = family == Family::ipv4;
    const int level = ipv4 ? int{IPPROTO_IP} : int{IPPROTO_IPV6};
    if (departure.ttl.value != 0)
        add_control(header, out, level, ipv4 ? IP_TTL : IPV6_HOPLIMIT, departure.ttl.value);
    if (departure.dscp != 0)
        add_control(header, out, level, ipv4 ? IP_TOS : IPV6_TCLASS, departure.dscp << 2);
    // The socket asks for stamps; for one packet that can be taken back (socket(7), timestamping).
    if (unstamped) add_control(header, out, SOL_SOCKET, SO_TIMESTAMPING, 0);
}

// An ICMP error to an earlier packet, ours or another's, waits at the socket and fails the next
// call in place of a reason of its own. These can be such; the rest is about this packet for sure.
bool may_be_of_another_packet(int error) {
    return error != ENOBUFS && error != EPERM && error != EAGAIN && error != EINVAL &&
           error != EAFNOSUPPORT;
}

// Packets of one call leave one after the other, evenly as far as we can know.
Stamp between(const Stamp& from, const Stamp& to, std::size_t part, std::size_t of) {
    const auto share = [&](Nanoseconds whole) {
        return whole * static_cast<std::int64_t>(part) / static_cast<std::int64_t>(of);
    };
    return {from.real + share(to.real - from.real), from.mono + share(to.mono - from.mono)};
}

}  // namespace

void IcmpSocket::send(std::span<const Departure> departures, std::span<SendOutcome> outcomes,
                      bool stamped) {
    while (!departures.empty()) {
        const auto some = std::min(departures.size(), kSendBatch);
        send_some(departures.first(some), outcomes.first(some), stamped && stamps_sends_);
        departures = departures.subspan(some);
        outcomes = outcomes.subspan(some);
    }
}

void IcmpSocket::send_some(std::span<const Departure> departures, std::span<SendOutcome> outcomes,
                           bool stamped) {
    static std::array<Outgoing, kSendBatch> outgoing;  // of the one thread that sends
    std::array<mmsghdr, kSendBatch> headers;
    for (std::size_t i = 0; i < departures.size(); ++i) {
        prepare(departures[i], base_, stamps_sends_ && !stamped, outgoing[i], headers[i].msg_hdr);
        if (trace_)
            trace_("sent", departures[i].destination,
                   std::span(outgoing[i].packet).first(outgoing[i].data.iov_len));
    }
    std::size_t done = 0;
    bool again = false;
    while (done < departures.size()) {
        const auto before = stamp_now();
        const auto left = static_cast<unsigned>(departures.size() - done);
        const int sent = sendmmsg(fd_, &headers[done], left, MSG_DONTWAIT);
        if (sent > 0) {
            const auto after = stamp_now();
            for (std::size_t i = 0; i < static_cast<std::size_t>(sent); ++i) {
                auto& outcome = outcomes[done + i];
                outcome = {0, between(before, after, i, static_cast<std::size_t>(sent))};
                if (stamped) stamps_.sent(departures[done + i].key, outcome.at.real, before.real);
            }
            done += static_cast<std::size_t>(sent);
            again = false;
            continue;
        }
        const int error = errno;
        if (stamped) stamps_.failed();
        if (!again && may_be_of_another_packet(error)) {
            clear_pending_error();
            again = true;
            continue;
        }
        // A full send buffer is the same to a person as a full queue behind it.
        outcomes[done++] = {error == EAGAIN ? ENOBUFS : error, before};
        again = false;
    }
}

}  // namespace traypulse::helper
