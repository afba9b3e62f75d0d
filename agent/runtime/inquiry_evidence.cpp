// What a person would look at by hand while something is just breaking: neighbours and routes, what
// each resolver says, and how far packets come.
#include <utility>

#include "agent/probes/local_route.h"
#include "agent/probes/trace.h"
#include "agent/runtime/clock.h"
#include "agent/runtime/evidence_lines.h"
#include "agent/runtime/inquiry_task.h"
#include "agent/runtime/trace_way.h"
#include "agent/translations/translate.h"

namespace traypulse::runtime {
namespace {

using namespace std::chrono_literals;

/// As many as resolv.conf(5) knows (MAXNS).
constexpr std::size_t kMostResolvers = 3;
/// Of a quick trace: paths on the Internet rarely have more, and nothing is learnt behind a break.
constexpr std::uint8_t kTraceHops = 20;

class EvidenceInquiry final : public InquiryTask {
 public:
    EvidenceInquiry(const InquiryTools& tools, EvidenceRequest request)
        : tools_(tools), request_(std::move(request)), begin_(tools.loop) {}
    void start(Report report) override {
        report_ = std::move(report);
        begin_.start(0ms, [this] { begin(); });
    }

 private:
    struct Trace {
        std::unique_ptr<PathTracer> tracer;
        uv::Timer deadline;
    };

    void begin() {
        auto lines = network_lines(request_.network, now().wall);
        const auto& target = request_.target;
        if (target.address)
            lines.push_back(route_line(target.name, *target.address,
                                       local_route_error(*target.address), request_.network,
                                       now().wall));
        // All of them begin before the first can end.
        ask_resolvers();
        traces_.reserve(2);
        trace(request_.target);
        if (request_.anchor) trace(*request_.anchor);
        say(std::move(lines));
    }

    void ask_resolvers() {
        const auto name = name_to_ask();
        if (name.empty()) return;
        const auto& address = request_.target.address;
        const bool v6 = address && address->family == Family::ipv6;
        for (const auto& resolver : request_.network.resolvers) {
            const auto at = IpAddress::parse(resolver);
            if (!at || resolvers_.size() == kMostResolvers) continue;
            CheckRequest request;
            request.spec.kind = CheckKind::dns;
            request.spec.host = resolver;
            request.spec.port = 53;
            request.spec.name = name;
            request.spec.record_type = v6 ? "AAAA" : "A";
            request.address = *at;
            request.timeout = kResolverPatience;
            resolvers_.push_back(tools_.make_check(std::move(request)));
            ++open_;
            resolvers_.back()->start([this, resolver, name, i = resolvers_.size() - 1] {
                --open_;
                say({resolver_line(resolver, name, resolvers_[i]->outcome(), now().wall)});
            });
        }
    }
    [[nodiscard]] std::string name_to_ask() const {
        const auto& host = request_.target.check.host;
        const bool is_name = !host.empty() && host[0] != '@' && !IpAddress::parse(host);
        return is_name ? host : request_.canary;
    }

    void trace(const InquirySubject& subject) {
        if (!subject.address || subject.address->is_loopback()) return;
        auto& trace = traces_.emplace_back();
        trace.tracer = make_tracer_for(tools_.loop, *tools_.mux, *subject.address);
        trace.deadline = uv::Timer(tools_.loop);
        ++open_;
        const auto i = traces_.size() - 1;
        const auto done = [this, i, subject](const Result<PathTrace>& found) {
            traces_[i].deadline.stop();
            --open_;
            say({trace_line(subject.name, *subject.address, found, now().wall)});
        };
        TraceRequest request;
        request.address = *subject.address;
        request.probes = 1;
        request.most_hops = kTraceHops;
        trace.deadline.start(kTracePatience, [this, i, done] {
            traces_[i].tracer.reset();
            done(Error{ErrorCode::unavailable,
                       tr("it was not finished within {0} s", kTracePatience.count()),
                       {}});
        });
        trace.tracer->start(request, done);
    }

    // A part with lines, or the last one, which may have none.
    void say(std::vector<Evidence> lines) {
        const bool last = open_ == 0;
        if (lines.empty() && !last) return;
        const auto report = report_;
        report(EvidenceAnswer{std::move(lines), last});
    }

    InquiryTools tools_;
    EvidenceRequest request_;
    uv::Timer begin_;
    std::vector<std::unique_ptr<Check>> resolvers_;
    std::vector<Trace> traces_;
    std::size_t open_ = 0;  ///< resolvers and traces whose line is awaited
    Report report_;
};

}  // namespace

std::unique_ptr<InquiryTask> make_evidence_inquiry(const InquiryTools& tools,
                                                   EvidenceRequest request) {
    return std::make_unique<EvidenceInquiry>(tools, std::move(request));
}

}  // namespace traypulse::runtime
