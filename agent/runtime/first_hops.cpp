#include "agent/runtime/first_hops.h"

#include <utility>

#include "agent/runtime/trace_way.h"

namespace traypulse::runtime {

FirstHops::FirstHops(uv_loop_t* loop, IcmpMux& mux, Calm calm, Found found,
                     FirstHopsOptions options)
    : loop_(loop),
      mux_(mux),
      calm_(std::move(calm)),
      found_(std::move(found)),
      options_(options),
      next_(loop) {}

void FirstHops::set_network(const NetworkFacts& network) {
    const bool same = network_ && network_->same_network(network);
    network_ = network;
    if (same) return;
    tracer_.reset();
    if (network.default_route)
        next_.start(options_.settle, [this] { look(); });
    else
        next_.stop();
}

void FirstHops::interrupt() {
    if (!tracer_) return;
    tracer_.reset();
    next_.start(options_.settle, [this] { look(); });
}

void FirstHops::look() {
    const auto anchor = calm_();
    // Soon again: calm comes back without a word to us.
    next_.start(anchor ? options_.every : options_.settle, [this] { look(); });
    if (!anchor || tracer_) return;
    TraceRequest request;
    request.address = *anchor;
    request.probes = 1;
    request.most_hops = kFirstHops;
    tracer_ = make_tracer_for(loop_, mux_, *anchor);
    tracer_->start(request, [this](const Result<PathTrace>& trace) { traced(trace); });
}

void FirstHops::traced(const Result<PathTrace>& trace) {
    const auto done = std::move(tracer_);
    if (!trace.ok()) return;
    std::vector<std::string> hops;
    for (const auto& hop : trace.value().hops) {
        const bool router = !hop.routers.empty() && !hop.routers.front().is_target;
        if (!hop.routers.empty() && !router) break;
        hops.push_back(router ? hop.routers.front().address.text() : std::string());
    }
    while (!hops.empty() && hops.back().empty()) hops.pop_back();
    if (!hops.empty()) found_(std::move(hops));
}

}  // namespace traypulse::runtime
