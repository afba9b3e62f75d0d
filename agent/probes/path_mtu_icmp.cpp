// Path MTU by echo requests through the helper.
#include <cerrno>
#include <unordered_map>
#include <utility>

#include "agent/probes/path_mtu_driver.h"
#include "agent/translations/translate.h"
#include "shared/limits.h"

namespace traypulse {
namespace {

using namespace std::chrono_literals;

/// A volley of eight packets in 80 ms: no burst that a slow line would lose parts of.
constexpr auto kPace = 10ms;
/// Longer than the driver waits for anything.
constexpr Nanoseconds kTimeout = 2s;
constexpr std::uint16_t kSmallPayload = 56;
constexpr std::uint32_t kIcmpHeader = 8;
/// All packets of a search go the same way.
constexpr std::uint16_t kFlow = 1;

std::uint32_t echo_headers(Family family) {
    return (family == Family::ipv4 ? 20U : 40U) + kIcmpHeader;
}

class IcmpMtuProbe : public PathMtuDriver, private IcmpAsker {
 public:
    IcmpMtuProbe(uv_loop_t* loop, IcmpMux& mux) : PathMtuDriver(loop, kPace), mux_(mux) {}
    ~IcmpMtuProbe() override { mux_.forget(*this); }

 private:
    Status open(const IpAddress& target) override {
        const auto* abilities = mux_.abilities();
        if (abilities == nullptr || !abilities->dont_fragment)
            return Error{ErrorCode::unavailable, tr("no helper to send whole packets with"),
                         tr("see `traypulse doctor`, or use --udp")};
        // The kernel leaves one Ethernet packet of room; IPv6 headers take more of it.
        largest_ = std::min<std::uint32_t>(abilities->largest_payload + echo_headers(target.family),
                                           kLargestPacket);
        return ok();
    }
    [[nodiscard]] std::uint32_t smallest() const override {
        return kSmallPayload + echo_headers(target().family);
    }
    [[nodiscard]] std::uint32_t largest() const override { return largest_; }

    void send(std::uint32_t token, std::uint32_t size) override {
        const auto* abilities = mux_.abilities();
        if (abilities == nullptr) return;
        protocol::Start start;
        start.address = target();
        start.count = 1;
        start.timeout = kTimeout;
        start.payload_size = static_cast<std::uint16_t>(size - echo_headers(target().family));
        start.dont_fragment = true;
        if (abilities->flows) start.flow = kFlow;
        tokens_[mux_.start(start, *this)] = token;
    }

    void on_result(const protocol::ProbeResult& result) override {
        using protocol::Outcome;
        const auto found = tokens_.find(result.probe);
        if (found == tokens_.end()) return;
        MtuAnswer answer;
        switch (result.outcome) {
            case Outcome::reply:
            case Outcome::late:
            case Outcome::duplicate:
                answer.kind = MtuAnswer::Kind::fits;
                break;
            case Outcome::too_big:
                answer.kind = MtuAnswer::Kind::too_big;
                answer.mtu = result.mtu;
                answer.router = result.responder;
                break;
            case Outcome::send_failed:
                // No room in a queue is loss like any other; the rest won't pass by itself.
                if (result.error == ENOBUFS) break;
                answer.kind = result.error == EMSGSIZE ? MtuAnswer::Kind::local_limit
                                                       : MtuAnswer::Kind::not_sent;
                answer.error = result.error;
                break;
            default:
                break;
        }
        answered(found->second, answer);
    }
    void on_ended(const protocol::Ended& ended) override { tokens_.erase(ended.probe); }
    void on_rejected(ProbeId, const Error& error) override { fail(error); }
    void on_channel_gone() override {
        fail({ErrorCode::unavailable, tr("the helper is gone"), tr("try again")});
    }

    static constexpr std::uint32_t kLargestPacket = 1500;
    IcmpMux& mux_;
    std::uint32_t largest_ = kLargestPacket;
    std::unordered_map<ProbeId, std::uint32_t> tokens_;
};

}  // namespace

std::unique_ptr<PathMtuProbe> make_icmp_mtu_probe(uv_loop_t* loop, IcmpMux& mux) {
    return std::make_unique<IcmpMtuProbe>(loop, mux);
}

}  // namespace traypulse
