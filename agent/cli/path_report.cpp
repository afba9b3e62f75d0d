#include "agent/cli/path_report.h"

#include <algorithm>
#include <array>

#include "agent/engine/failure_text.h"
#include "agent/translations/columns.h"
#include "agent/translations/translate.h"

namespace traypulse::cli {
namespace {

/// Of the column of names and addresses; longer ones push the numbers aside.
constexpr std::size_t kLeastWidth = 26;
constexpr std::size_t kMostWidth = 64;

/// How wide the columns are: headings differ from language to language.
struct Columns {
    std::size_t who = kLeastWidth;
    std::size_t lost = 6;
    std::size_t time = 8;
};

std::string named(const PathSubject& subject) {
    const auto address = subject.address.text();
    return subject.target == address ? address : subject.target + " (" + address + ")";
}

std::string who(const PathRouter& router) {
    const auto address = router.address.text();
    return router.name.empty() ? address : router.name + " (" + address + ")";
}

std::string percent(double loss) { return percent_text(decimal_text(loss * 100, 0)); }

std::string times(const PathRtt& rtt, const Columns& columns) {
    std::string out;
    for (const auto time : {rtt.best, rtt.average(), rtt.worst})
        out += (out.empty() ? "" : " ") +
               padded_left(decimal_text(Rtt(time).milliseconds(), 2), columns.time);
    return out;
}

std::string meaning_text(LossMeaning meaning) {
    switch (meaning) {
        case LossMeaning::silent:
            return tr("does not answer; the traffic passes");
        case LossMeaning::local:
            return tr("this router answers rarely; it does not concern the traffic");
        case LossMeaning::real:
            return tr("lost from here on to the target");
        case LossMeaning::unknown:
            return tr("whether that is real can't be told: the target does not answer");
        case LossMeaning::none:
            break;
    }
    return {};
}

std::string flows_text(const std::set<std::uint16_t>& flows) {
    std::string list;
    for (const auto flow : flows) list = listed(list, std::to_string(flow));
    return flows.size() == 1 ? tr("flow {0}", list) : tr("flows {0}", list);
}

const char* role_text(InterfaceRole role) {
    switch (role) {
        case InterfaceRole::incoming:
            return tr("incoming interface");
        case InterfaceRole::sub_ip:
            return tr("incoming interface, below IP");
        case InterfaceRole::outgoing:
            return tr("outgoing interface");
        case InterfaceRole::next_hop:
            break;
    }
    return tr("interface towards the next hop");
}

std::string additions(const PathExtensions& extensions) {
    std::string out;
    for (const auto& label : extensions.labels) {
        auto line =
            tr("MPLS label {0}, class {1}, TTL {2}", label.label, label.traffic_class, label.ttl);
        if (label.bottom) line = listed(line, tr("bottom of the stack"));
        out += "      " + line + "\n";
    }
    for (const auto& interface : extensions.interfaces) {
        std::string line = role_text(interface.role);
        if (!interface.name.empty()) line += " " + interface.name;
        if (interface.address) line = listed(line, interface.address->text());
        if (interface.index) line = listed(line, tr("number {0}", *interface.index));
        if (interface.mtu) line = listed(line, "MTU " + std::to_string(*interface.mtu));
        out += "      " + line + "\n";
    }
    return out;
}

/// In the order of times().
std::array<const char*, 3> time_headings() {
    return {trc("time", "best"), trc("time", "mean"), trc("time", "worst")};
}

Columns columns_of(const PathTrace& trace) {
    Columns out;
    for (const auto& hop : trace.hops)
        for (const auto& router : hop.routers)
            out.who = std::max(out.who, terminal_columns(who(router)));
    out.who = std::min(out.who, kMostWidth);
    out.lost = std::max(out.lost, terminal_columns(trc("requests", "lost")));
    for (const auto* heading : time_headings())
        out.time = std::max(out.time, terminal_columns(heading));
    return out;
}

std::string headings(const Columns& columns) {
    auto out = std::string(columns.who + 4, ' ') + " " +
               padded_left(trc("requests", "lost"), columns.lost);
    for (const auto* heading : time_headings()) out += " " + padded_left(heading, columns.time);
    return out + "\n";
}

std::string hop_text(const PathHop& hop, std::uint32_t flows, const Columns& columns) {
    const auto number = padded_left(std::to_string(hop.ttl.value), 2) + "  ";
    const auto meaning = meaning_text(hop.meaning);
    if (hop.routers.empty())
        return number + padded_right("*", columns.who + 1 + columns.lost) + "  " +
               (meaning.empty() ? tr("does not answer") : meaning) + "\n";
    std::string out;
    bool first = true;
    for (const auto& router : hop.routers) {
        out += (first ? number : "    ") + padded_right(who(router), columns.who) + " ";
        out += padded_left(first ? percent(hop.loss()) : "", columns.lost) + " ";
        out += tr("{0} ms", times(router.rtt, columns));
        if (!router.refusal.empty()) out += "  " + tr("says: {0}", router.refusal);
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
            return tr("{0} is reached at hop {1}; {2} lost.", subject.target, last.ttl.value,
                      percent(last.loss()));
        }
        case PathEnd::unreachable: {
            for (const auto& router : trace.hops.back().routers)
                if (!router.refusal.empty())
                    return tr("Not reached: hop {0}, {1}, says: {2}.", trace.hops.back().ttl.value,
                              who(router), router.refusal);
            return tr("Not reached.");
        }
        case PathEnd::silent:
            return tr(
                "Not reached: behind hop {0} nothing answers, {1} hops were asked. A "
                "firewall may drop these requests; the service itself may work.",
                trace.hops.back().ttl.value, most_hops);
        case PathEnd::not_sent:
            return tr("Nothing was sent: {0}.", local_failure_text(static_cast<int>(trace.error)));
        case PathEnd::nothing:
            break;
    }
    return tr("Not reached: nothing answers, not even the first hop.");
}

std::string asked_text(std::uint32_t probes, std::uint32_t flows) {
    if (flows <= 1) return trn("{0} request a hop", "{0} requests a hop", probes);
    return listed(trn("{0} request a hop and flow", "{0} requests a hop and flow", probes),
                  trn("{0} flow", "{0} flows", flows));
}

}  // namespace

std::string trace_text(const PathSubject& subject, const PathTrace& trace, std::uint32_t probes,
                       std::uint32_t most_hops, std::uint32_t flows) {
    auto out = tr("The way to {0}, by {1}, {2}", named(subject),
                  subject.method == TraceMethod::udp ? "UDP" : "ICMP", asked_text(probes, flows)) +
               "\n";
    const auto columns = columns_of(trace);
    if (!trace.hops.empty()) out += headings(columns);
    for (const auto& hop : trace.hops) out += hop_text(hop, flows, columns);
    return out + end_text(subject, trace, most_hops) + "\n";
}

std::string mtu_text(const PathSubject& subject, const PathMtu& mtu) {
    const auto way = named(subject);
    const bool icmp = subject.method == TraceMethod::icmp;
    switch (mtu.finding) {
        case MtuFinding::whole:
            return tr("The way to {0} takes packets of {1} bytes: the largest that were tried, and "
                      "all that a usual network has.",
                      way, mtu.mtu) +
                   "\n";
        case MtuFinding::announced:
            if (mtu.local)
                return tr("The way to {0} takes packets of {1} bytes: that is the limit of this "
                          "machine's own interface.",
                          way, mtu.mtu) +
                       "\n";
            return sentences(tr("The way to {0} takes packets of {1} bytes.", way, mtu.mtu),
                             mtu.router ? tr("{0} says so to larger ones, as it should.",
                                             mtu.router->text())
                                        : tr("A router says so to larger ones, as it should.")) +
                   "\n";
        case MtuFinding::black_hole:
            return tr("The way to {0} takes packets of {1} bytes, and larger ones vanish without a "
                      "word (from {2} bytes on).",
                      way, mtu.mtu, mtu.smallest_lost) +
                   "\n" +
                   tr("That is a black hole: connections begin and then hang. Somebody on the "
                      "way, often a firewall or a tunnel, drops the \"too big\" messages.") +
                   "\n" +
                   tr("What helps: an MTU of {0} on this machine's interface, or TCP MSS clamping "
                      "on the router.",
                      mtu.mtu) +
                   "\n";
        case MtuFinding::small_only:
            return tr("{0} answers packets of up to {1} bytes, less than every path must carry "
                      "({2}).",
                      subject.target, mtu.mtu, least_mtu(mtu.family)) +
                   "\n" +
                   (icmp ? tr("So it, or a firewall before it, drops large requests on purpose. "
                              "What the path itself takes can't be told from here; try --udp.")
                         : tr("So it, or a firewall before it, drops large requests on purpose. "
                              "What the path itself takes can't be told from here.")) +
                   "\n";
        case MtuFinding::no_answer:
            return (icmp ? tr("{0} does not answer, not even small packets; the path MTU can't be "
                              "found. Try --udp.",
                              subject.target)
                         : tr("{0} does not answer, not even small packets: it does not say "
                              "\"port unreachable\"; the path MTU can't be found this way.",
                              subject.target)) +
                   "\n";
        case MtuFinding::unsure:
            return tr("Too many packets to {0} are lost, whatever their size; at least {1} bytes "
                      "pass.",
                      way, mtu.mtu) +
                   "\n";
        case MtuFinding::unavailable:
            break;
    }
    return tr("Nothing was sent: {0}.", local_failure_text(static_cast<int>(mtu.error))) + "\n";
}

}  // namespace traypulse::cli
