#include <nlohmann/json.hpp>

#include "agent/cli/path_report.h"
#include "agent/runtime/json_line.h"

namespace traypulse::cli {
namespace {

using Json = nlohmann::ordered_json;

Json rtt_json(const PathRtt& rtt) {
    if (rtt.count == 0) return nullptr;
    const auto us = [](Nanoseconds d) { return Rtt(d).microseconds(); };
    return {{"min", us(rtt.best)}, {"avg", us(rtt.average())}, {"max", us(rtt.worst)}};
}

const char* word(PathEnd end) {
    switch (end) {
        case PathEnd::reached:
            return "reached";
        case PathEnd::unreachable:
            return "unreachable";
        case PathEnd::silent:
            return "silent";
        case PathEnd::not_sent:
            return "not_sent";
        case PathEnd::nothing:
            break;
    }
    return "nothing";
}

const char* word(MtuFinding finding) {
    switch (finding) {
        case MtuFinding::whole:
            return "whole";
        case MtuFinding::announced:
            return "announced";
        case MtuFinding::black_hole:
            return "black_hole";
        case MtuFinding::small_only:
            return "small_only";
        case MtuFinding::no_answer:
            return "no_answer";
        case MtuFinding::unsure:
            return "unsure";
        case MtuFinding::unavailable:
            break;
    }
    return "unavailable";
}

const char* word(InterfaceRole role) {
    switch (role) {
        case InterfaceRole::incoming:
            return "incoming";
        case InterfaceRole::sub_ip:
            return "sub_ip";
        case InterfaceRole::outgoing:
            return "outgoing";
        case InterfaceRole::next_hop:
            break;
    }
    return "next_hop";
}

const char* word(TraceMethod method) { return method == TraceMethod::udp ? "udp" : "icmp"; }

template <class T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}
Json or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json router_json(const PathRouter& router) {
    Json out{{"address", router.address.text()},
             {"name", or_null(router.name)},
             {"flows", router.flows},
             {"received", router.rtt.count},
             {"rtt_us", rtt_json(router.rtt)},
             {"target", router.is_target},
             {"refusal", or_null(router.refusal)}};
    out["mpls"] = Json::array();
    for (const auto& l : router.extensions.labels)
        out["mpls"].push_back(
            {{"label", l.label}, {"tc", l.traffic_class}, {"bottom", l.bottom}, {"ttl", l.ttl}});
    out["interfaces"] = Json::array();
    for (const auto& i : router.extensions.interfaces)
        out["interfaces"].push_back({{"role", word(i.role)},
                                     {"name", or_null(i.name)},
                                     {"address", i.address ? Json(i.address->text()) : nullptr},
                                     {"index", or_null(i.index)},
                                     {"mtu", or_null(i.mtu)}});
    return out;
}

}  // namespace

std::string trace_json(const PathSubject& subject, const PathTrace& trace, std::uint32_t flows) {
    std::string out;
    const auto address = subject.address.text();
    for (const auto& hop : trace.hops) {
        Json json{{"type", "hop"},
                  {"target", subject.target},
                  {"address", address},
                  {"ttl", hop.ttl.value},
                  {"sent", hop.sent},
                  {"received", hop.received},
                  {"loss", hop.loss()},
                  {"meaning", to_string(hop.meaning)},
                  {"rtt_us", rtt_json(hop.rtt())}};
        json["routers"] = Json::array();
        for (const auto& router : hop.routers) json["routers"].push_back(router_json(router));
        out += json_line(json);
    }
    return out + json_line({{"type", "trace"},
                            {"target", subject.target},
                            {"address", address},
                            {"method", word(subject.method)},
                            {"end", word(trace.end)},
                            {"reached", trace.end == PathEnd::reached},
                            {"hops", trace.hops.size()},
                            {"flows", flows}});
}

std::string mtu_json(const PathSubject& subject, const PathMtu& mtu) {
    const bool named = mtu.mtu != 0;
    return json_line({{"type", "mtu"},
                      {"target", subject.target},
                      {"address", subject.address.text()},
                      {"method", word(subject.method)},
                      {"finding", word(mtu.finding)},
                      {"mtu", named ? Json(mtu.mtu) : Json(nullptr)},
                      {"smallest_lost", mtu.smallest_lost != 0 ? Json(mtu.smallest_lost) : nullptr},
                      {"router", mtu.router ? Json(mtu.router->text()) : nullptr},
                      {"local", mtu.local},
                      {"probes", mtu.probes}});
}

}  // namespace traypulse::cli
