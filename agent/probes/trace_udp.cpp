// Traceroute by UDP, as an ordinary user.
#include <algorithm>
#include <random>
#include <unordered_map>
#include <utility>
#include <vector>

#include "agent/probes/trace.h"
#include "agent/probes/udp_path_socket.h"
#include "shared/bytes.h"
#include "shared/icmp/packet.h"
#include "shared/uv_handle.h"

namespace traypulse {
namespace {

using namespace std::chrono_literals;

/// traceroute(8)'s first port, which firewalls know; a flow keeps its port.
constexpr std::uint16_t kPort = 33434;
constexpr std::size_t kNonce = 8;
/// As many bytes as a ping of 56, so that a router's quote of 28 has the nonce.
constexpr std::size_t kPayload = 32;
/// Between two rounds over all hops.
constexpr auto kRound = 200ms;
/// Of one request when only one is under way.
constexpr auto kPatience = 500ms;
constexpr std::uint8_t kPortUnreachable4 = 3;
constexpr std::uint8_t kPortUnreachable6 = 4;

class UdpTracer : public PathTracer {
 public:
    explicit UdpTracer(uv_loop_t* loop) : loop_(loop), timer_(loop), random_(seed()) {}

    void start(const TraceRequest& request, Done done) override {
        request_ = request;
        done_ = std::move(done);
        for (std::uint32_t f = 0; f < std::max<std::uint32_t>(request.flows, 1); ++f) {
            const auto flow = static_cast<std::uint16_t>(request.first_flow + f);
            auto socket = UdpPathSocket::open(
                loop_, request.address, static_cast<std::uint16_t>(kPort + flow), false,
                [this, flow](const UdpAnswer& answer) { heard(flow, answer); });
            if (!socket) {
                failure_ = socket.error();
                break;
            }
            sockets_[flow] = std::move(socket).value();
        }
        timer_.start(0ms, [this] { failure_ ? finish() : round(); });
    }

 private:
    struct Asked {
        Ttl ttl;
        std::uint16_t flow = 0;
        std::uint64_t at = 0;  // uv_hrtime
    };

    static std::uint64_t seed() {
        std::random_device device;
        return std::uint64_t{device()} << 32 | device();
    }

    // All distances at once, `probes` times.
    void round() {
        if (rounds_++ == request_.probes)
            return timer_.start(std::chrono::ceil<std::chrono::milliseconds>(request_.timeout),
                                [this] { wave_over(); });
        for (const auto& [flow, socket] : sockets_)
            for (std::uint8_t ttl = 1; ttl <= furthest(); ++ttl) send(flow, Ttl{ttl});
        timer_.start(kRound, [this] { round(); });
    }
    [[nodiscard]] std::uint8_t furthest() const {
        const auto distance = book_.distance();
        return distance ? std::min(distance->value, request_.most_hops) : request_.most_hops;
    }

    void send(std::uint16_t flow, Ttl ttl) {
        std::vector<std::uint8_t> payload(kPayload, 0);
        const auto nonce = random_();
        bytes::write_be(std::span(payload), 0, nonce);
        const int error = sockets_.at(flow)->send(ttl, payload);
        if (error == 0) {
            asked_[nonce] = {ttl, flow, uv_hrtime()};
            return;
        }
        book_.sent(ttl);
        PathAnswer answer;
        answer.kind = PathAnswer::Kind::not_sent;
        answer.ttl = ttl;
        answer.error = static_cast<std::uint32_t>(error);
        book_.answer(answer);
    }

    void heard(std::uint16_t flow, const UdpAnswer& answer) {
        const auto now = uv_hrtime();
        auto found = asked_.end();
        if (answer.payload.size() >= kNonce && !answer.is_reply)
            found = asked_.find(bytes::read_be<std::uint64_t>(answer.payload, 0));
        // Who quotes only the header, or answers with a datagram, does not say which request.
        else if (one_by_one_ && asked_.size() == 1)
            found = asked_.begin();
        else
            unnamed_ = true;
        if (found == asked_.end() || found->second.flow != flow) return;
        const auto asked = found->second;
        asked_.erase(found);
        take(asked, answer, now);
        if (one_by_one_)
            next_hop(true);
        else if (rounds_ > request_.probes && nothing_useful())
            timer_.start(0ms, [this] { wave_over(); });
    }
    [[nodiscard]] bool nothing_useful() const {
        return std::none_of(asked_.begin(), asked_.end(), [&](const auto& entry) {
            return entry.second.ttl.value <= furthest();
        });
    }

    void take(const Asked& asked, const UdpAnswer& answer, std::uint64_t now) {
        PathAnswer out;
        out.ttl = asked.ttl;
        out.flow = asked.flow;
        out.responder = answer.responder;
        out.rtt = Rtt{Nanoseconds{static_cast<std::int64_t>(now - asked.at)}};
        out.icmp_type = answer.type;
        out.icmp_code = answer.code;
        out.mtu = answer.mtu;
        out.kind = kind_of(answer);
        if (!answer.extensions.empty()) out.extensions = parse_path_extensions(answer.extensions);
        book_.sent(asked.ttl);
        book_.answer(out);
    }

    [[nodiscard]] PathAnswer::Kind kind_of(const UdpAnswer& answer) const {
        using Kind = PathAnswer::Kind;
        const bool v4 = request_.address.family == Family::ipv4;
        if (answer.is_reply) return Kind::target;
        if (answer.type == (v4 ? icmp::kTimeExceeded4 : icmp::kTimeExceeded6)) return Kind::router;
        const bool port = answer.type == (v4 ? icmp::kUnreachable4 : icmp::kUnreachable6) &&
                          answer.code == (v4 ? kPortUnreachable4 : kPortUnreachable6);
        // "Nobody listens there" is said by the target itself.
        if (port && answer.responder.bytes == request_.address.bytes) return Kind::target;
        if (v4 ? answer.type == icmp::kUnreachable4 && answer.code == icmp::kFragmentationNeeded4
               : answer.type == icmp::kTooBig6)
            return Kind::too_big;
        return Kind::unreachable;
    }

    void wave_over() {
        if (!unnamed_) {
            for (const auto& [nonce, asked] : asked_) book_.sent(asked.ttl);
            return finish();
        }
        // Some routers quote too little to tell which request they mean. Those hops are asked
        // again, one request at a time: then it is clear.
        asked_.clear();
        one_by_one_ = true;
        const auto so_far = book_.trace();
        for (const auto& hop : so_far.hops)
            if (hop.received > 0) known_.push_back(hop.ttl);
        next_hop(false);
    }

    void next_hop(bool answered) {
        // A hop that is silent once is not asked again: thirty of them would take a minute.
        if (!answered || ++asked_of_hop_ >= request_.probes) {
            asked_of_hop_ = 0;
            do {
                ++hop_;
            } while (std::find(known_.begin(), known_.end(), Ttl{hop_}) != known_.end());
        }
        if (hop_ > furthest()) return finish();
        send(request_.first_flow, Ttl{hop_});
        timer_.start(kPatience, [this] {
            for (const auto& [nonce, asked] : asked_) book_.sent(asked.ttl);
            asked_.clear();
            next_hop(false);
        });
    }

    // In a turn of its own: we may be in a socket's callback.
    void finish() {
        if (over_) return;
        over_ = true;
        timer_.start(0ms, [this] {
            const auto outcome =
                failure_ ? Result<PathTrace>(*failure_) : Result<PathTrace>(book_.trace());
            const auto done = done_;
            done(outcome);
        });
    }

    uv_loop_t* loop_;
    uv::Timer timer_;
    std::mt19937_64 random_;
    TraceRequest request_;
    Done done_;
    PathTraceBook book_;
    std::unordered_map<std::uint16_t, std::unique_ptr<UdpPathSocket>> sockets_;
    std::unordered_map<std::uint64_t, Asked> asked_;  // by nonce
    std::vector<Ttl> known_;
    std::optional<Error> failure_;
    std::uint32_t rounds_ = 0;
    std::uint32_t asked_of_hop_ = 0;
    std::uint8_t hop_ = 0;
    bool unnamed_ = false;
    bool one_by_one_ = false;
    bool over_ = false;
};

}  // namespace

std::unique_ptr<PathTracer> make_udp_tracer(uv_loop_t* loop) {
    return std::make_unique<UdpTracer>(loop);
}

}  // namespace traypulse
