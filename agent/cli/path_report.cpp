#include "agent/cli/path_report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "agent/engine/failure_text.h"

namespace traypulse::cli {
namespace {

/// Of the column of names and addresses; longer ones push the numbers aside.
constexpr std::size_t kLeastWidth = 26;
constexpr std::size_t kMostWidth = 64;

template <class... Values>
std::string format(const char* how, Values... values) {
    char line[512];
    std::snprintf(line, sizeof line, how, values...);
    return line;
}

std::string named(const PathSubject& subject) {
    const auto address = subject.address.text();
    return subject.target == address ? address : subject.target + " (" + address + ")";
}

std::string who(const PathRouter& router) {
    const auto address = router.address.text();
    return router.name.empty() ? address : router.name + " (" + address + ")";
}

std::string percent(double loss) { return format("%.0f %%", std::round(loss * 100)); }

std::string times(const PathRtt& rtt) {
    const auto ms = [](Nanoseconds d) { return Rtt(d).milliseconds(); };
    return format("%8.2f %8.2f %8.2f", ms(rtt.best), ms(rtt.average()), ms(rtt.worst));
}

std::string meaning_text(LossMeaning meaning) {
    switch (meaning) {
        case LossMeaning::silent:
            return "does not answer; the traffic passes";
        case LossMeaning::local:
            return "this router answers rarely; it does not concern the traffic";
        case LossMeaning::real:
            return "lost from here on to the target";
        case LossMeaning::unknown:
            return "whether that is real can't be told: the target does not answer";
        case LossMeaning::none:
            break;
    }
    return {};
}

std::string flows_text(const std::set<std::uint16_t>& flows) {
    std::string out = flows.size() == 1 ? "flow " : "flows ";
    bool first = true;
    for (const auto flow : flows) {
        out += (first ? "" : ", ") + std::to_string(flow);
        first = false;
    }
    return out;
}

std::string additions(const PathExtensions& extensions) {
    std::string out;
    for (const auto& label : extensions.labels)
        out += "      MPLS label " + std::to_string(label.label) + ", class " +
               std::to_string(label.traffic_class) + ", TTL " + std::to_string(label.ttl) +
               (label.bottom ? ", bottom of the stack" : "") + "\n";
    for (const auto& interface : extensions.interfaces) {
        out += "      " + std::string(to_string(interface.role)) + " interface";
        if (!interface.name.empty()) out += " " + interface.name;
        if (interface.address) out += ", " + interface.address->text();
        if (interface.index) out += ", number " + std::to_string(*interface.index);
        if (interface.mtu) out += ", MTU " + std::to_string(*interface.mtu);
        out += "\n";
    }
    return out;
}

int width_of(const PathTrace& trace) {
    auto out = kLeastWidth;
    for (const auto& hop : trace.hops)
        for (const auto& router : hop.routers) out = std::max(out, who(router).size());
    return static_cast<int>(std::min(out, kMostWidth));
}

std::string hop_text(const PathHop& hop, std::uint32_t flows, int width) {
    const auto number = format("%2u  ", static_cast<unsigned>(hop.ttl.value));
    const auto meaning = meaning_text(hop.meaning);
    if (hop.routers.empty())
        return number + format("%-*s %6s  ", width, "*", "") +
               (meaning.empty() ? "does not answer" : meaning) + "\n";
    std::string out;
    bool first = true;
    for (const auto& router : hop.routers) {
        out += (first ? number : "    ") + format("%-*s ", width, who(router).c_str());
        out += first ? format("%6s ", percent(hop.loss()).c_str()) : "       ";
        out += times(router.rtt) + " ms";
        if (!router.refusal.empty()) out += "  says: " + router.refusal;
        if (flows > 1 && hop.routers.size() > 1) out += "  " + flows_text(router.flows);
        if (first && !meaning.empty()) out += "  " + meaning;
        out += "\n" + additions(router.extensions);
        first = false;
    }
    return out;
}

std::string end_text(const PathSubject& subject, const PathTrace& trace, std::uint32_t most_hops) {
    switch (trace.end) {
        case PathEnd::reached: {
            const auto& last = trace.hops.back();
            return subject.target + " is reached at hop " + std::to_string(last.ttl.value) + "; " +
                   percent(last.loss()) + " lost.\n";
        }
        case PathEnd::unreachable: {
            for (const auto& router : trace.hops.back().routers)
                if (!router.refusal.empty())
                    return "Not reached: hop " + std::to_string(trace.hops.back().ttl.value) +
                           ", " + who(router) + ", says: " + router.refusal + ".\n";
            return "Not reached.\n";
        }
        case PathEnd::silent:
            return "Not reached: behind hop " + std::to_string(trace.hops.back().ttl.value) +
                   " nothing answers, " + std::to_string(most_hops) +
                   " hops were asked. A firewall may drop these requests; the service itself may "
                   "work.\n";
        case PathEnd::not_sent:
            return "Nothing was sent: " + local_failure_text(static_cast<int>(trace.error)) + ".\n";
        case PathEnd::nothing:
            break;
    }
    return "Not reached: nothing answers, not even the first hop.\n";
}

}  // namespace

std::string trace_text(const PathSubject& subject, const PathTrace& trace, std::uint32_t probes,
                       std::uint32_t most_hops, std::uint32_t flows) {
    std::string out = "The way to " + named(subject) +
                      (subject.method == TraceMethod::udp ? ", by UDP, " : ", by ICMP, ") +
                      std::to_string(probes) + (probes == 1 ? " request" : " requests") + " a hop" +
                      (flows > 1 ? " and flow, " + std::to_string(flows) + " flows" : "") + "\n";
    const auto width = width_of(trace);
    if (!trace.hops.empty())
        out += format("%-*s %6s %8s %8s %8s\n", width + 4, "", "lost", "best", "mean", "worst");
    for (const auto& hop : trace.hops) out += hop_text(hop, flows, width);
    return out + end_text(subject, trace, most_hops);
}

std::string mtu_text(const PathSubject& subject, const PathMtu& mtu) {
    const auto size = std::to_string(mtu.mtu) + " bytes";
    const auto way = "The way to " + named(subject);
    switch (mtu.finding) {
        case MtuFinding::whole:
            return way + " takes packets of " + size +
                   ": the largest that were tried, and all that a usual network has.\n";
        case MtuFinding::announced:
            if (mtu.local)
                return way + " takes packets of " + size +
                       ": that is the limit of this machine's own interface.\n";
            return way + " takes packets of " + size + ". " +
                   (mtu.router ? mtu.router->text() + " says so" : "A router says so") +
                   " to larger ones, as it should.\n";
        case MtuFinding::black_hole:
            return way + " takes packets of " + size + ", and larger ones vanish without a word " +
                   "(from " + std::to_string(mtu.smallest_lost) + " bytes on).\n" +
                   "That is a black hole: connections begin and then hang. Somebody on the way, "
                   "often a firewall or a tunnel, drops the \"too big\" messages.\n"
                   "What helps: an MTU of " +
                   std::to_string(mtu.mtu) +
                   " on this machine's interface, or TCP MSS clamping "
                   "on the router.\n";
        case MtuFinding::small_only:
            return subject.target + " answers packets of up to " + size +
                   ", less than every path must carry (" + std::to_string(least_mtu(mtu.family)) +
                   ").\nSo it, or a firewall before it, drops large requests on purpose. What the "
                   "path itself takes can't be told from here" +
                   (subject.method == TraceMethod::icmp ? "; try --udp.\n" : ".\n");
        case MtuFinding::no_answer:
            return subject.target + " does not answer, not even small packets" +
                   (subject.method == TraceMethod::icmp
                        ? "; the path MTU can't be found. Try --udp.\n"
                        : ": it does not say \"port unreachable\"; the path MTU can't be found "
                          "this way.\n");
        case MtuFinding::unsure:
            return "Too many packets to " + named(subject) +
                   " are lost, whatever their size; at least " + size + " pass.\n";
        case MtuFinding::unavailable:
            break;
    }
    return "Nothing was sent: " + local_failure_text(static_cast<int>(mtu.error)) + ".\n";
}

}  // namespace traypulse::cli
