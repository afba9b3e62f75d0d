#include <ctime>  // linux/errqueue.h uses timespec without it

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "helper/clock.h"
#include "helper/icmp_socket.h"

namespace traypulse::helper {

// What came with one packet.
struct IcmpSocket::Received {
    std::span<const std::uint8_t> packet;
    std::optional<IpAddress> source;
    Nanoseconds at{};
    Nanoseconds sent_at{};  // transmit stamp
    Ttl ttl;
    std::optional<sock_extended_err> error;
    std::optional<IpAddress> offender;
};

namespace {

constexpr std::size_t kBatch = 64;
// Batches of one pass: the loop has other things to do, too.
constexpr int kBatches = 4;
// The largest request's reply with the longest IPv4 header, or an error quoting what fits into
// 1,280 bytes.
constexpr std::size_t kPacket = 60 + icmp::kHeader + limits::kLargestPayload;
constexpr std::size_t kControl = 256;

struct Incoming {
    std::array<std::uint8_t, kPacket> packet;
    alignas(cmsghdr) std::array<char, kControl> control;
    sockaddr_storage address;
    iovec data;
};

template <class T>
T payload_of(const cmsghdr* control) {
    T out{};
    std::memcpy(&out, CMSG_DATA(control), sizeof out);
    return out;
}

template <class T>
bool is(const cmsghdr* control, int level, int type) {
    return control->cmsg_level == level && control->cmsg_type == type &&
           control->cmsg_len >= CMSG_LEN(sizeof(T));
}

std::optional<IpAddress> offender_of(const cmsghdr* control) {
    const auto* address =
        reinterpret_cast<const sockaddr*>(CMSG_DATA(control) + sizeof(sock_extended_err));
    const auto room = control->cmsg_len - CMSG_LEN(sizeof(sock_extended_err));
    if (control->cmsg_len < CMSG_LEN(sizeof(sock_extended_err) + sizeof(sockaddr_in)))
        return std::nullopt;
    if (address->sa_family == AF_INET6 && room < sizeof(sockaddr_in6)) return std::nullopt;
    return IpAddress::from(address);
}

// Where recvmmsg(2) puts packets: one for all sockets, of the one thread that receives.
class Batch {
 public:
    static Batch& get() {
        static Batch batch;
        return batch;
    }
    /// The number of packets, 0 where there are none (left).
    std::size_t fill(int fd, int flags) {
        for (; used_ > 0; --used_) reset(used_ - 1);
        const int got = recvmmsg(fd, headers_.data(), kBatch, flags | MSG_DONTWAIT, nullptr);
        used_ = got > 0 ? static_cast<std::size_t>(got) : 0;
        return used_;
    }
    [[nodiscard]] const Incoming& incoming(std::size_t i) const { return incoming_[i]; }
    mmsghdr& header(std::size_t i) { return headers_[i]; }

 private:
    Batch() {
        for (std::size_t i = 0; i < kBatch; ++i) {
            auto& in = incoming_[i];
            in.data = {in.packet.data(), in.packet.size()};
            headers_[i].msg_hdr.msg_name = &in.address;
            headers_[i].msg_hdr.msg_iov = &in.data;
            headers_[i].msg_hdr.msg_iovlen = 1;
            headers_[i].msg_hdr.msg_control = in.control.data();
            reset(i);
        }
    }
    // What the kernel has overwritten.
    void reset(std::size_t i) {
        headers_[i].msg_hdr.msg_namelen = sizeof incoming_[i].address;
        headers_[i].msg_hdr.msg_controllen = incoming_[i].control.size();
        headers_[i].msg_hdr.msg_flags = 0;
    }
    std::array<Incoming, kBatch> incoming_;
    std::array<mmsghdr, kBatch> headers_{};
    std::size_t used_ = 0;
};

}  // namespace

namespace {

// Reads the control messages; `drops` is the kernel's running count.
Nanoseconds time_of(const timespec& t) {
    return std::chrono::seconds{t.tv_sec} + Nanoseconds{t.tv_nsec};
}

template <class Received>
Received unpack(const Incoming& in, mmsghdr& header, std::uint32_t& drops) {
    Received out;
    auto& message = header.msg_hdr;
    out.packet =
        std::span(in.packet).first(std::min<std::size_t>(header.msg_len, in.packet.size()));
    if (message.msg_namelen >= sizeof(sockaddr_in))
        out.source = IpAddress::from(reinterpret_cast<const sockaddr*>(&in.address));
    for (auto* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
        if (is<timespec>(c, SOL_SOCKET, SCM_TIMESTAMPNS)) {
            const auto t = payload_of<timespec>(c);
            out.at = time_of(t);
        } else if (is<scm_timestamping>(c, SOL_SOCKET, SCM_TIMESTAMPING)) {
            out.sent_at = time_of(payload_of<scm_timestamping>(c).ts[0]);  // [0]: by software
        } else if (is<std::uint32_t>(c, SOL_SOCKET, SO_RXQ_OVFL)) {
            drops = payload_of<std::uint32_t>(c);
        } else if (is<int>(c, IPPROTO_IP, IP_TTL) || is<int>(c, IPPROTO_IPV6, IPV6_HOPLIMIT)) {
            out.ttl = Ttl{static_cast<std::uint8_t>(payload_of<int>(c))};
        } else if (is<sock_extended_err>(c, IPPROTO_IP, IP_RECVERR) ||
                   is<sock_extended_err>(c, IPPROTO_IPV6, IPV6_RECVERR)) {
            out.error = payload_of<sock_extended_err>(c);
            out.offender = offender_of(c);
        }
    }
    return out;
}

}  // namespace

bool IcmpSocket::receive(const std::function<void(const Arrival&)>& arrived) {
    auto& batch = Batch::get();
    for (int n = 0; n < kBatches; ++n) {
        const auto got = batch.fill(fd_, 0);
        const auto now = got > 0 ? stamp_now() : Stamp{};
        for (std::size_t i = 0; i < got; ++i) {
            const auto received = unpack<Received>(batch.incoming(i), batch.header(i), drops_seen_);
            if (trace_ && received.source) trace_("received", *received.source, received.packet);
            if (const auto arrival = judge(received, now)) arrived(*arrival);
        }
        if (got < kBatch) return true;
    }
    return false;
}

void IcmpSocket::receive_errors(const std::function<void(const Arrival&)>& arrived,
                                const std::function<void(const Restamp&)>& stamped) {
    static std::vector<KernelStamp> stamps;  // of the one thread that receives; kept for its memory
    static std::vector<Restamp> found;
    stamps.clear();
    found.clear();
    auto& batch = Batch::get();
    bool others = false;
    for (int n = 0; n < kBatches; ++n) {
        const auto got = batch.fill(fd_, MSG_ERRQUEUE);
        const auto now = got > 0 ? stamp_now() : Stamp{};
        for (std::size_t i = 0; i < got; ++i) {
            const auto received = unpack<Received>(batch.incoming(i), batch.header(i), drops_seen_);
            if (received.error && received.error->ee_origin == SO_EE_ORIGIN_TIMESTAMPING) {
                stamps.push_back({received.error->ee_data, received.sent_at});
                continue;
            }
            others = true;
            if (const auto arrival = judge_error(received, now)) arrived(*arrival);
        }
        if (got < kBatch) break;
    }
    if (!stamps.empty()) stamps_.matched(stamps, found);
    for (const auto& restamp : found) stamped(restamp);
    // Stamps leave no error behind.
    if (others || stamps.empty()) clear_pending_error();
}

bool IcmpSocket::key_of(icmp::Message& message, SlotKey& key) const {
    const auto index = static_cast<std::uint16_t>(message.identifier - base_);
    if (index >= (kind_ == protocol::SocketKind::raw ? kRawIdentifiers : 1)) return false;
    key = index * kSequencesPerIdentifier + message.sequence;
    return true;
}

std::optional<Arrival> IcmpSocket::judge(const Received& received, const Stamp& now) {
    if (!received.source) return std::nullopt;
    const bool raw = kind_ == protocol::SocketKind::raw;
    const bool ipv4 = family_of(path_) == Family::ipv4;
    auto message = !ipv4 ? icmp::parse_icmpv6(received.packet)
                   : raw ? icmp::parse_ipv4(received.packet)
                         : icmp::parse_icmpv4(received.packet);
    if (!message) return std::nullopt;
    Arrival out;
    if (!key_of(*message, out.key)) return std::nullopt;
    if (message->ttl.value == 0) message->ttl = received.ttl;
    out.message = *message;
    out.source = *received.source;
    out.received = received.at == Nanoseconds::zero() ? now.real : received.at;
    out.read = now;
    return out;
}

// Raw sockets are given errors as packets, too: those count, with their source and the quoted
// cookie.
std::optional<Arrival> IcmpSocket::judge_error(const Received& received, const Stamp& now) {
    if (kind_ == protocol::SocketKind::raw || !received.error || !received.offender ||
        !received.source)
        return std::nullopt;
    const auto& error = *received.error;
    if (error.ee_origin != SO_EE_ORIGIN_ICMP && error.ee_origin != SO_EE_ORIGIN_ICMP6)
        return std::nullopt;
    auto message = icmp::parse_error(family_of(path_), error.ee_type, error.ee_code, error.ee_info,
                                     received.packet);
    if (!message) return std::nullopt;
    Arrival out;
    if (!key_of(*message, out.key)) return std::nullopt;
    message->destination = *received.source;  // of the quoted request, as recvmsg(2) names it
    message->ttl = received.ttl;
    out.message = *message;
    out.source = *received.offender;
    out.received = received.at == Nanoseconds::zero() ? now.real : received.at;
    out.read = now;
    return out;
}

std::uint32_t IcmpSocket::take_drops() {
    const auto fresh = drops_seen_ - drops_told_;
    drops_told_ = drops_seen_;
    return fresh;
}

}  // namespace traypulse::helper
