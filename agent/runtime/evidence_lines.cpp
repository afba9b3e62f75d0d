#include "agent/runtime/evidence_lines.h"

#include <algorithm>
#include <optional>
#include <system_error>

#include "agent/engine/failure_text.h"
#include "agent/engine/words.h"

namespace traypulse::runtime {
namespace {

std::string medium_words(Medium medium) {
    switch (medium) {
        case Medium::wired:
            return ", by cable";
        case Medium::wifi:
            return ", by Wi-Fi";
        case Medium::mobile:
            return ", by mobile network";
        case Medium::tunnel:
            return ", a tunnel";
        case Medium::virtual_link:
        case Medium::unknown:
            break;
    }
    return "";
}

Evidence connection_line(const NetworkFacts& network, WallTime now) {
    if (!network.link_up)
        return {"Network connection", "none: no cable is plugged in, no wireless network joined",
                now};
    if (!network.default_route)
        return {"Network connection", "there is one, but no router is known", now};
    return {"Network connection", network.interface + medium_words(network.medium), now};
}

Evidence neighbour_line(const RouterFact& router, WallTime now) {
    const auto at = router.interface.empty() ? "" : " on " + router.interface;
    const auto what = "Router " + router.address + at;
    switch (router.neighbour) {
        case NeighbourState::failed:
            return {what, "does not answer on the local network (ARP or neighbour discovery)", now};
        case NeighbourState::reachable:
            return {what,
                    "is there on the local network" +
                        (router.mac.empty() ? "" : ", hardware address " + router.mac),
                    now};
        case NeighbourState::unknown:
            break;
    }
    return {what, "was not looked for on the local network lately", now};
}

/// The tunnel with the longest prefix that holds the address.
const TunnelFact* tunnel_of(const IpAddress& address, const NetworkFacts& network) {
    const TunnelFact* best = nullptr;
    int longest = -1;
    for (const auto& tunnel : network.tunnels)
        for (const auto& route : tunnel.routes)
            if (route.contains(address) && route.length > longest) {
                best = &tunnel;
                longest = route.length;
            }
    return best;
}

std::string steps(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " step" : " steps");
}

std::string hop_words(const PathHop& hop) {
    auto out = std::to_string(hop.ttl.value) + " ";
    if (hop.routers.empty()) return out + "no answer";
    const auto& router = hop.routers.front();
    out += router.address.text();
    if (router.rtt.count > 0) out += " " + words::latency(Rtt(router.rtt.average()));
    return out;
}

/// The last hop that somebody answered from.
std::optional<std::string> last_answer(const PathTrace& trace) {
    const auto found = std::find_if(trace.hops.rbegin(), trace.hops.rend(),
                                    [](const PathHop& h) { return !h.routers.empty(); });
    if (found == trace.hops.rend()) return std::nullopt;
    return std::to_string(found->ttl.value) + " (" + found->routers.front().address.text() + ")";
}

std::string end_words(const PathTrace& trace) {
    const auto last = last_answer(trace);
    switch (trace.end) {
        case PathEnd::reached:
            return "reached, " + steps(trace.hops.size());
        case PathEnd::unreachable: {
            const auto& refusal = trace.hops.empty() || trace.hops.back().routers.empty()
                                      ? std::string()
                                      : trace.hops.back().routers.front().refusal;
            return "step " + last.value_or("?") + " says that there is no way" +
                   (refusal.empty() ? "" : ": " + refusal);
        }
        case PathEnd::not_sent:
            return "this computer sent nothing: " +
                   local_failure_text(static_cast<int>(trace.error));
        case PathEnd::silent:
            if (last) return "nothing answers behind step " + *last;
            break;
        case PathEnd::nothing:
            break;
    }
    return "no answer at all, not even from the first router";
}

}  // namespace

std::vector<Evidence> network_lines(const NetworkFacts& network, WallTime now) {
    if (!network.known) return {};
    std::vector<Evidence> out{connection_line(network, now)};
    if (!network.link_up) return out;
    for (const auto& router : network.neighbours) out.push_back(neighbour_line(router, now));
    for (const auto& tunnel : network.tunnels)
        out.push_back({"VPN " + tunnel.interface, tunnel.up ? "is up" : "is down", now});
    return out;
}

Evidence route_line(const std::string& name, const IpAddress& address, int error,
                    const NetworkFacts& network, WallTime now) {
    const auto what = "Way to " + name + " (" + address.text() + ")";
    if (error != 0)
        return {what, "this computer knows none: " + std::generic_category().message(error), now};
    if (const auto* tunnel = tunnel_of(address, network))
        return {what, "through the VPN " + tunnel->interface, now};
    for (const auto& text : network.routers) {
        const auto router = IpAddress::parse(text);
        if (router && router->family == address.family && *router != address)
            return {what, "by the router " + text + ", or on the local network", now};
    }
    return {what, "on the local network", now};
}

Evidence resolver_line(const std::string& resolver, const std::string& name,
                       const CheckOutcome& outcome, WallTime now) {
    const auto what = "Resolver " + resolver;
    if (outcome.status != CheckStatus::ok)
        return {what, "asked for " + name + ": " + outcome.reason, now};
    std::string answers;
    for (const auto& fact : outcome.facts)
        if (fact.name == "answer") answers += (answers.empty() ? "" : ", ") + fact.value;
    return {what,
            "says that " + name + " is " + answers + ", after " + words::latency(Rtt(outcome.took)),
            now};
}

Evidence trace_line(const std::string& name, const IpAddress& address,
                    const Result<PathTrace>& trace, WallTime now) {
    const auto what = "Trace to " + name + " (" + address.text() + ")";
    if (!trace.ok()) return {what, "could not be made: " + trace.error().what, now};
    auto value = end_words(trace.value());
    std::string hops;
    if (trace.value().end != PathEnd::nothing)
        for (const auto& hop : trace.value().hops)
            hops += (hops.empty() ? "" : ", ") + hop_words(hop);
    if (!hops.empty()) value += ": " + hops;
    return {what, std::move(value), now};
}

}  // namespace traypulse::runtime
