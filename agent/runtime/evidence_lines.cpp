#include "agent/runtime/evidence_lines.h"

#include <algorithm>
#include <optional>
#include <system_error>

#include "agent/engine/failure_text.h"
#include "agent/engine/words.h"
#include "agent/translations/translate.h"

namespace traypulse::runtime {
namespace {

std::string with_medium(const std::string& interface, Medium medium) {
    switch (medium) {
        case Medium::wired:
            return tr("{0}, by cable", interface);
        case Medium::wifi:
            return tr("{0}, by Wi-Fi", interface);
        case Medium::mobile:
            return tr("{0}, by mobile network", interface);
        case Medium::tunnel:
            return tr("{0}, a tunnel", interface);
        case Medium::virtual_link:
        case Medium::unknown:
            break;
    }
    return interface;
}

Evidence connection_line(const NetworkFacts& network, WallTime now) {
    if (!network.link_up)
        return {tr("Network connection"),
                tr("none: no cable is plugged in, no wireless network joined"), now};
    if (!network.default_route)
        return {tr("Network connection"), tr("there is one, but no router is known"), now};
    return {tr("Network connection"), with_medium(network.interface, network.medium), now};
}

Evidence neighbour_line(const RouterFact& router, WallTime now) {
    const auto what = router.interface.empty()
                          ? tr("Router {0}", router.address)
                          : tr("Router {0} on {1}", router.address, router.interface);
    switch (router.neighbour) {
        case NeighbourState::failed:
            return {what, tr("does not answer on the local network (ARP or neighbour discovery)"),
                    now};
        case NeighbourState::reachable:
            return {what,
                    router.mac.empty()
                        ? std::string(tr("is there on the local network"))
                        : tr("is there on the local network, hardware address {0}", router.mac),
                    now};
        case NeighbourState::unknown:
            break;
    }
    return {what, tr("was not looked for on the local network lately"), now};
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

std::string steps(std::size_t count) { return trn("{0} step", "{0} steps", count); }

std::string hop_words(const PathHop& hop) {
    auto out = std::to_string(hop.ttl.value) + " ";
    if (hop.routers.empty()) return out + tr("no answer");
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
            return tr("reached, {0}", steps(trace.hops.size()));
        case PathEnd::unreachable: {
            const auto& refusal = trace.hops.empty() || trace.hops.back().routers.empty()
                                      ? std::string()
                                      : trace.hops.back().routers.front().refusal;
            return refusal.empty()
                       ? tr("step {0} says that there is no way", last.value_or("?"))
                       : tr("step {0} says that there is no way: {1}", last.value_or("?"), refusal);
        }
        case PathEnd::not_sent:
            return tr("this computer sent nothing: {0}",
                      local_failure_text(static_cast<int>(trace.error)));
        case PathEnd::silent:
            if (last) return tr("nothing answers behind step {0}", *last);
            break;
        case PathEnd::nothing:
            break;
    }
    return tr("no answer at all, not even from the first router");
}

}  // namespace

std::vector<Evidence> network_lines(const NetworkFacts& network, WallTime now) {
    if (!network.known) return {};
    std::vector<Evidence> out{connection_line(network, now)};
    if (!network.link_up) return out;
    for (const auto& router : network.neighbours) out.push_back(neighbour_line(router, now));
    for (const auto& tunnel : network.tunnels)
        out.push_back(
            {tr("VPN {0}", tunnel.interface), tunnel.up ? tr("is up") : tr("is down"), now});
    return out;
}

Evidence route_line(const std::string& name, const IpAddress& address, int error,
                    const NetworkFacts& network, WallTime now) {
    const auto what = tr("Way to {0} ({1})", name, address.text());
    if (error != 0)
        return {what, tr("this computer knows none: {0}", std::generic_category().message(error)),
                now};
    if (const auto* tunnel = tunnel_of(address, network))
        return {what, tr("through the VPN {0}", tunnel->interface), now};
    for (const auto& text : network.routers) {
        const auto router = IpAddress::parse(text);
        if (router && router->family == address.family && *router != address)
            return {what, tr("by the router {0}, or on the local network", text), now};
    }
    return {what, tr("on the local network"), now};
}

Evidence resolver_line(const std::string& resolver, const std::string& name,
                       const CheckOutcome& outcome, WallTime now) {
    const auto what = tr("Resolver {0}", resolver);
    if (outcome.status != CheckStatus::ok)
        return {what, tr("asked for {0}: {1}", name, outcome.reason), now};
    std::string answers;
    for (const auto& fact : outcome.facts)
        if (fact.name == "answer") answers = listed(answers, fact.value);
    return {what,
            tr("says that {0} is {1}, after {2}", name, answers, words::latency(Rtt(outcome.took))),
            now};
}

Evidence trace_line(const std::string& name, const IpAddress& address,
                    const Result<PathTrace>& trace, WallTime now) {
    const auto what = tr("Trace to {0} ({1})", name, address.text());
    if (!trace.ok()) return {what, tr("could not be made: {0}", trace.error().what), now};
    auto value = end_words(trace.value());
    std::string hops;
    if (trace.value().end != PathEnd::nothing)
        for (const auto& hop : trace.value().hops) hops = listed(hops, hop_words(hop));
    if (!hops.empty()) value = tr("{0}: {1}", value, hops);
    return {what, std::move(value), now};
}

}  // namespace traypulse::runtime
