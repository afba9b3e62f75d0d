#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "helper/clock.h"
#include "helper/icmp_socket.h"
#include "helper/received.h"
#include "shared/icmp/extensions.h"

namespace traypulse::helper {

namespace {

constexpr std::size_t kReceiveBatch = 64;
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
        const int got = recvmmsg(fd, headers_.data(), kReceiveBatch, flags | MSG_DONTWAIT, nullptr);
        used_ = got > 0 ? static_cast<std::size_t>(got) : 0;
        return used_;
    }
    [[nodiscard]] Received read(std::size_t i, std::uint32_t& drops) const {
        const auto size = std::min<std::size_t>(headers_[i].msg_len, kPacket);
        return read_message(headers_[i].msg_hdr, std::span(incoming_[i].packet).first(size), drops);
    }

 private:
    Batch() {
        for (std::size_t i = 0; i < kReceiveBatch; ++i) {
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
    std::array<Incoming, kReceiveBatch> incoming_;
    std::array<mmsghdr, kReceiveBatch> headers_{};
    std::size_t used_ = 0;
};

}  // namespace

bool IcmpSocket::receive(const std::function<void(const Arrival&)>& arrived) {
    const bool with_ip_header =
        kind_ == protocol::SocketKind::raw && family_of(path_) == Family::ipv4;
    auto& batch = Batch::get();
    for (int n = 0; n < kBatches; ++n) {
        const auto got = batch.fill(fd_, 0);
        const auto now = got > 0 ? stamp_now() : Stamp{};
        for (std::size_t i = 0; i < got; ++i) {
            auto received = batch.read(i, drops_seen_);
            received.with_ip_header = with_ip_header;
            if (trace_ && received.source) trace_("received", *received.source, received.packet);
            if (const auto arrival = judge(received, now)) arrived(*arrival);
        }
        if (got < kReceiveBatch) return true;
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
            const auto received = batch.read(i, drops_seen_);
            if (received.error && received.error->origin == QueuedError::Origin::stamp) {
                stamps.push_back({received.error->data, received.sent_at});
                continue;
            }
            others = true;
            if (const auto arrival = judge_error(received, now)) arrived(*arrival);
        }
        if (got < kReceiveBatch) break;
    }
    if (!stamps.empty()) stamps_.matched(stamps, found);
    for (const auto& restamp : found) stamped(restamp);
    // Stamps leave no error behind.
    if (others || stamps.empty()) clear_pending_error();
}

// Raw sockets are given errors as packets, too: those count, with their source and the quoted
// cookie.
std::optional<Arrival> IcmpSocket::judge_error(const Received& received, const Stamp& now) {
    if (kind_ == protocol::SocketKind::raw || !received.error || !received.offender ||
        !received.source)
        return std::nullopt;
    const auto& error = *received.error;
    if (error.origin != QueuedError::Origin::icmp) return std::nullopt;
    auto message =
        icmp::parse_error(family_of(path_), error.type, error.code, error.info, received.packet);
    if (!message) return std::nullopt;
    Arrival out;
    if (!key_of(*message, out.key)) return std::nullopt;
    message->destination = *received.source;  // of the quoted request, as recvmsg(2) names it
    message->ttl = received.ttl;
    out.message = *message;
    out.source = *received.offender;
    if (error.extensions_at > 0 && error.extensions_at < received.packet.size())
        out.extensions = received.packet.subspan(error.extensions_at);
    out.received = received.at == Nanoseconds::zero() ? now.real : received.at;
    out.read = now;
    return out;
}

}  // namespace traypulse::helper
