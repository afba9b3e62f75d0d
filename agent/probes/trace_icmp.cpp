// Traceroute by echo requests through the helper.
#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "agent/probes/trace.h"
#include "agent/translations/translate.h"
#include "shared/uv_handle.h"

namespace traypulse {
namespace {

using namespace std::chrono_literals;

/// Between two requests to one hop: routers that answer ten errors a second answer all of these.
constexpr Nanoseconds kLeastRound = 150ms;
/// The share of the helper's quota that a trace may take; the rest is for the streams of targets.
constexpr std::uint32_t kQuotaShare = 2;

class IcmpTracer : public PathTracer, private IcmpAsker {
 public:
    IcmpTracer(uv_loop_t* loop, IcmpMux& mux) : mux_(mux), end_(loop) {}
    ~IcmpTracer() override { mux_.forget(*this); }

    void start(const TraceRequest& request, Done done) override {
        request_ = request;
        done_ = std::move(done);
        const auto* abilities = mux_.abilities();
        if (abilities == nullptr || !abilities->sets_ttl)
            return finish(Error{ErrorCode::unavailable, tr("no helper to trace with"),
                                tr("see `traypulse doctor`, or use --udp")});
        const std::uint32_t streams =
            std::uint32_t{request.most_hops} * std::max<std::uint32_t>(request.flows, 1);
        auto interval = std::max(kLeastRound, abilities->least_interval);
        if (const auto rate = abilities->packets_per_second / kQuotaShare; rate > 0)
            interval = std::max<Nanoseconds>(interval, Nanoseconds(1s) * streams / rate);
        for (std::uint32_t f = 0; f < std::max<std::uint32_t>(request.flows, 1); ++f)
            for (std::uint8_t ttl = 1; ttl <= request.most_hops; ++ttl)
                ask(static_cast<std::uint16_t>(request.first_flow + f), Ttl{ttl}, interval,
                    abilities->flows);
    }

 private:
    struct Asked {
        Ttl ttl;
        std::uint16_t flow = 0;
        std::uint32_t next = 0;                    // sequence of the next outcome not yet counted
        std::optional<PathExtensions> extensions;  // for the result that follows
    };

    void ask(std::uint16_t flow, Ttl ttl, Nanoseconds interval, bool flows) {
        protocol::Start start;
        start.address = request_.address;
        start.count = request_.probes;
        start.interval = interval;
        start.timeout = request_.timeout;
        start.ttl = ttl;
        if (flows) start.flow = flow;
        asked_[mux_.start(start, *this)] = {ttl, flow, 0, std::nullopt};
    }

    void on_extensions(const protocol::Extensions& extensions) override {
        if (const auto found = asked_.find(extensions.probe); found != asked_.end())
            found->second.extensions =
                parse_path_extensions(std::span(extensions.bytes).first(extensions.size));
    }

    void on_result(const protocol::ProbeResult& result) override {
        const auto found = asked_.find(result.probe);
        if (found == asked_.end() || !protocol::is_final(result.outcome)) return;
        auto& asked = found->second;
        book_.sent(asked.ttl);
        auto answer = answer_of(result);
        answer.ttl = asked.ttl;
        answer.flow = asked.flow;
        answer.extensions = std::exchange(asked.extensions, std::nullopt);
        book_.answer(answer);
        stop_beyond();
    }

    [[nodiscard]] PathAnswer answer_of(const protocol::ProbeResult& result) const {
        using protocol::Outcome;
        using Kind = PathAnswer::Kind;
        PathAnswer out;
        out.responder = result.responder;
        out.rtt = result.rtt;
        out.icmp_type = result.icmp_type;
        out.icmp_code = result.icmp_code;
        out.mtu = result.mtu;
        out.error = result.error;
        switch (result.outcome) {
            case Outcome::reply:
                out.kind = Kind::target;
                break;
            case Outcome::ttl_exceeded:
                out.kind = Kind::router;
                break;
            case Outcome::unreachable:
                out.kind = Kind::unreachable;
                break;
            case Outcome::too_big:
                out.kind = Kind::too_big;
                break;
            case Outcome::send_failed:
                out.kind = Kind::not_sent;
                break;
            default:
                break;
        }
        return out;
    }

    // What goes further than the target says nothing new.
    void stop_beyond() {
        const auto distance = book_.distance();
        if (!distance) return;
        for (auto at = asked_.begin(); at != asked_.end();) {
            if (at->second.ttl <= *distance) {
                ++at;
                continue;
            }
            mux_.stop(at->first);
            at = asked_.erase(at);
        }
        if (asked_.empty()) finish(book_.trace());
    }

    void on_ended(const protocol::Ended& ended) override {
        asked_.erase(ended.probe);
        if (asked_.empty()) finish(book_.trace());
    }
    void on_rejected(ProbeId probe, const Error& error) override {
        asked_.erase(probe);
        mux_.forget(*this);
        asked_.clear();
        finish(error);
    }
    void on_channel_gone() override {
        asked_.clear();
        finish(Error{ErrorCode::unavailable, tr("the helper is gone"), tr("try again")});
    }

    void finish(Result<PathTrace> how) {
        if (outcome_) return;
        outcome_ = std::move(how);
        end_.start(0ms, [this] {
            const auto outcome = *outcome_;
            const auto done = done_;
            done(outcome);
        });
    }

    IcmpMux& mux_;
    uv::Timer end_;
    TraceRequest request_;
    Done done_;
    PathTraceBook book_;
    std::unordered_map<ProbeId, Asked> asked_;
    std::optional<Result<PathTrace>> outcome_;
};

}  // namespace

std::unique_ptr<PathTracer> make_icmp_tracer(uv_loop_t* loop, IcmpMux& mux) {
    return std::make_unique<IcmpTracer>(loop, mux);
}

}  // namespace traypulse
