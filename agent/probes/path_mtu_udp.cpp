// Path MTU by UDP, as an ordinary user.
#include <cerrno>
#include <random>
#include <unordered_map>
#include <utility>
#include <vector>

#include "agent/probes/path_mtu_driver.h"
#include "agent/probes/udp_path_socket.h"
#include "shared/bytes.h"
#include "shared/icmp/packet.h"

namespace traypulse {
namespace {

using namespace std::chrono_literals;

/// Hosts limit how many "nobody listens there" they send.
constexpr auto kUdpPace = 60ms;
constexpr std::uint16_t kUnlikelyPort = 33434;  // where nobody listens by custom: traceroute(8)'s
constexpr std::uint32_t kUdpHeaderSize = 8;
constexpr std::uint32_t kSmallPacket = 100;
constexpr std::uint32_t kLargestPacket = 1500;  // as over the helper
constexpr std::size_t kNonceSize = 8;

std::uint32_t udp_headers(Family family) {
    return (family == Family::ipv4 ? 20U : 40U) + kUdpHeaderSize;
}

class UdpMtuProbe : public PathMtuDriver {
 public:
    explicit UdpMtuProbe(uv_loop_t* loop) : PathMtuDriver(loop, kUdpPace) {
        std::random_device device;
        random_.seed(std::uint64_t{device()} << 32 | device());
    }

 private:
    Status open(const IpAddress& target) override {
        auto socket = UdpPathSocket::open(loop(), target, kUnlikelyPort, true,
                                          [this](const UdpAnswer& answer) { heard(answer); });
        if (!socket) return socket.error();
        socket_ = std::move(socket).value();
        return ok();
    }
    [[nodiscard]] std::uint32_t smallest() const override { return kSmallPacket; }
    [[nodiscard]] std::uint32_t largest() const override { return kLargestPacket; }

    void send(std::uint32_t token, std::uint32_t size) override {
        std::vector<std::uint8_t> payload(size - udp_headers(target().family), 0);
        const auto nonce = random_();
        bytes::write_be(std::span(payload), 0, nonce);
        tokens_[nonce] = token;
        const int error = socket_->send({}, payload);
        if (error == 0) return;
        MtuAnswer answer;
        if (error == EMSGSIZE)
            answer.kind = MtuAnswer::Kind::local_limit;
        else if (error != ENOBUFS)
            answer.kind = MtuAnswer::Kind::not_sent;
        answer.error = static_cast<std::uint32_t>(error);
        answered(token, answer);
    }

    void heard(const UdpAnswer& said) {
        const bool v4 = target().family == Family::ipv4;
        if (said.payload.size() < kNonceSize || said.is_reply)
            return;  // not clear which one it means
        const auto found = tokens_.find(bytes::read_be<std::uint64_t>(said.payload, 0));
        if (found == tokens_.end()) return;
        const auto token = found->second;
        tokens_.erase(found);
        MtuAnswer answer;
        const bool too_big =
            v4 ? said.type == icmp::kUnreachable4 && said.code == icmp::kFragmentationNeeded4
               : said.type == icmp::kTooBig6;
        if (too_big) {
            answer.kind = MtuAnswer::Kind::too_big;
            answer.mtu = said.mtu;
            answer.router = said.responder;
        } else if (said.responder.bytes == target().bytes) {
            answer.kind = MtuAnswer::Kind::fits;  // it has arrived to be refused
        }
        answered(token, answer);
    }

    std::mt19937_64 random_;
    std::unique_ptr<UdpPathSocket> socket_;
    std::unordered_map<std::uint64_t, std::uint32_t> tokens_;
};

}  // namespace

std::unique_ptr<PathMtuProbe> make_udp_mtu_probe(uv_loop_t* loop) {
    return std::make_unique<UdpMtuProbe>(loop);
}

}  // namespace traypulse
