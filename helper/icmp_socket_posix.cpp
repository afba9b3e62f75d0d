// What an IcmpSocket does alike wherever there are sockets for ICMP.
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "helper/icmp_socket.h"
#include "helper/received.h"
#include "shared/icmp/extensions.h"

namespace traypulse::helper {

IcmpSocket::IcmpSocket(IcmpSocket&& other) noexcept { *this = std::move(other); }

IcmpSocket& IcmpSocket::operator=(IcmpSocket&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(path_, other.path_);
    std::swap(kind_, other.kind_);
    std::swap(base_, other.base_);
    std::swap(stamps_sends_, other.stamps_sends_);
    std::swap(stamps_, other.stamps_);
    std::swap(drops_seen_, other.drops_seen_);
    std::swap(drops_told_, other.drops_told_);
    std::swap(trace_, other.trace_);
    return *this;
}

IcmpSocket::~IcmpSocket() {
    if (fd_ >= 0) close(fd_);
}

bool IcmpSocket::key_of(icmp::Message& message, SlotKey& key) const {
    const auto index = static_cast<std::uint16_t>(message.identifier - base_);
    if (index >= (kind_ == protocol::SocketKind::raw ? kRawIdentifiers : 1)) return false;
    key = index * kSequencesPerIdentifier + message.sequence;
    return true;
}

std::optional<Arrival> IcmpSocket::judge(const Received& received, const Stamp& now) {
    if (!received.source) return std::nullopt;
    const bool ipv4 = family_of(path_) == Family::ipv4;
    auto message = !ipv4                     ? icmp::parse_icmpv6(received.packet)
                   : received.with_ip_header ? icmp::parse_ipv4(received.packet)
                                             : icmp::parse_icmpv4(received.packet);
    if (!message) return std::nullopt;
    Arrival out;
    if (!key_of(*message, out.key)) return std::nullopt;
    if (message->ttl.value == 0) message->ttl = received.ttl;
    out.message = *message;
    out.source = *received.source;
    if (message->kind != icmp::Kind::reply)
        out.extensions = received.with_ip_header
                             ? icmp::find_extensions_ipv4(received.packet)
                             : icmp::find_extensions(family_of(path_), received.packet);
    out.received = received.at == Nanoseconds::zero() ? now.real : received.at;
    out.read = now;
    return out;
}

std::uint32_t IcmpSocket::take_drops() {
    const auto fresh = drops_seen_ - drops_told_;
    drops_told_ = drops_seen_;
    return fresh;
}

void IcmpSocket::clear_pending_error() {
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &length);
}

}  // namespace traypulse::helper
