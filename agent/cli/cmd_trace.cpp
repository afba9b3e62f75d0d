#include <algorithm>
#include <optional>
#include <utility>

#include "agent/cli/on_loop.h"
#include "agent/cli/path_access.h"
#include "agent/probes/name_resolver.h"

namespace traypulse::cli {
namespace {

using namespace std::chrono_literals;

/// A router without a name is the rule; nobody waits longer for one.
constexpr auto kNamePatience = 1s;

/// One `traypulse trace`. Everything on one loop.
class Trace {
 public:
    Trace(uv_loop_t* loop, const TraceOptions& options, const Wiring& wiring, int& status)
        : loop_(loop),
          options_(options),
          wiring_(wiring),
          status_(status),
          patience_(loop),
          end_(loop),
          access_(std::in_place, loop, options.path, wiring, PathAccess::Need::ttl) {}

    void start() {
        access_->open([this](Result<PathSubject> subject) {
            if (!subject) return failed(subject.error());
            subject_ = std::move(subject).value();
            begin();
        });
    }

 private:
    void begin() {
        tracer_ = subject_.method == TraceMethod::icmp ? make_icmp_tracer(loop_, access_->mux())
                                                       : make_udp_tracer(loop_);
        TraceRequest request;
        request.address = subject_.address;
        request.probes = options_.probes;
        request.most_hops = static_cast<std::uint8_t>(options_.most_hops);
        request.flows = static_cast<std::uint16_t>(options_.flows);
        tracer_->start(request, [this](Result<PathTrace> trace) {
            if (!trace) return failed(trace.error());
            trace_ = std::move(trace).value();
            name_routers();
        });
    }

    void name_routers() {
        if (options_.numeric) return report();
        resolver_.emplace(loop_);
        waiting_ = 1;  // ours, until all are asked
        for (auto& hop : trace_.hops)
            for (auto& router : hop.routers) {
                ++waiting_;
                resolver_->reverse(router.address, [this, &router](std::string name) {
                    router.name = std::move(name);
                    named();
                });
            }
        patience_.start(kNamePatience, [this] { report(); });
        named();
    }
    void named() {
        if (--waiting_ == 0) patience_.start(0ms, [this] { report(); });
    }

    void report() {
        const auto text = options_.path.json ? trace_json(subject_, trace_, options_.flows)
                                             : trace_text(subject_, trace_, options_.probes,
                                                          options_.most_hops, options_.flows);
        const bool read = wiring_.out(text);
        status_ = trace_.end == PathEnd::reached && read ? kExitWell
                  : trace_.end == PathEnd::not_sent      ? kExitWrong
                                                         : kExitNotWell;
        finish();
    }

    void failed(const Error& error) {
        complain(wiring_, {error.code, options_.path.target + ": " + error.what, error.remedy});
        finish();
    }

    // We may be in a callback of what is let go of here.
    void finish() {
        patience_.stop();
        end_.start(0ms, [this] {
            tracer_.reset();
            resolver_.reset();
            access_.reset();
        });
    }

    uv_loop_t* loop_;
    const TraceOptions& options_;
    const Wiring& wiring_;
    int& status_;
    uv::Timer patience_, end_;
    std::optional<PathAccess> access_;
    std::unique_ptr<PathTracer> tracer_;
    PathSubject subject_;
    PathTrace trace_;
    std::size_t waiting_ = 0;
    std::optional<NameResolver> resolver_;
};

}  // namespace

int run_trace(const TraceOptions& options, const Wiring& wiring) {
    return run_on_loop(wiring, [&](uv_loop_t* loop, int& status) {
        auto trace = std::make_shared<Trace>(loop, options, wiring, status);
        trace->start();
        return trace;
    });
}

}  // namespace traypulse::cli
