#include "agent/runtime/control_path.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "agent/engine/words.h"
#include "agent/runtime/plain_text.h"

namespace traypulse::control {
namespace {

using Json = nlohmann::ordered_json;

double loss_of(const HopView& hop) {
    if (hop.sent == 0) return 0;
    return static_cast<double>(hop.sent - hop.received) / static_cast<double>(hop.sent);
}

// A reverse name is whatever somebody far away has written into DNS.
std::string routers(const HopView& hop) {
    std::string out;
    for (const auto& router : hop.routers) {
        const auto address = router.address.text();
        out += (out.empty() ? "" : " or ") +
               (router.name.empty() ? address : plain(router.name) + " (" + address + ")");
    }
    return out.empty() ? "does not answer" : out;
}

std::string loss_words(const HopView& hop) {
    const auto percent = std::to_string(std::lround(loss_of(hop) * 100)) + " %";
    switch (hop.meaning) {
        case LossMeaning::real:
            return ", loses " + percent + ", and so does all behind it";
        case LossMeaning::local:
            return ", answers rarely, which does not concern the traffic";
        case LossMeaning::unknown:
            return ", loses " + percent + "; whether that is real can't be told";
        default:
            return "";
    }
}

}  // namespace

std::string path_text(const TargetView& target, const Snapshot& snapshot) {
    const auto& path = *target.path;
    const auto age = snapshot.taken_mono - path.since;
    auto out = "  " + plain(target.name) + ": " + std::to_string(path.hops.size()) +
               (path.hops.size() == 1 ? " hop" : " hops") +
               (path.reached ? "" : ", and it is not reached");
    if (age > Nanoseconds::zero()) out += ", unchanged for " + words::duration(age);
    if (target.path_mtu) out += ", MTU " + std::to_string(*target.path_mtu);
    out += "\n";
    for (const auto& hop : path.hops) {
        out += "    " + std::to_string(hop.ttl.value) + "  " + routers(hop);
        if (hop.rtt.count > 0) out += "  " + words::latency(Rtt(hop.rtt.average()));
        out += loss_words(hop) + "\n";
    }
    return out;
}

Json path_json(const PathView& path, std::optional<std::uint32_t> mtu) {
    Json hops = Json::array();
    for (const auto& hop : path.hops) {
        Json at = Json::array();
        for (const auto& router : hop.routers)
            at.push_back({{"address", router.address.text()}, {"name", router.name}});
        Json line{{"ttl", hop.ttl.value}, {"routers", std::move(at)},
                  {"sent", hop.sent},     {"received", hop.received},
                  {"loss", loss_of(hop)}, {"meaning", to_string(hop.meaning)}};
        const auto us = [](Nanoseconds d) { return Rtt(d).microseconds(); };
        line["rtt_us"] = hop.rtt.count == 0 ? Json(nullptr)
                                            : Json{{"min", us(hop.rtt.best)},
                                                   {"avg", us(hop.rtt.average())},
                                                   {"max", us(hop.rtt.worst)}};
        hops.push_back(std::move(line));
    }
    Json out{{"reached", path.reached}};
    out["mtu"] = mtu ? Json(*mtu) : Json(nullptr);
    out["hops"] = std::move(hops);
    return out;
}

}  // namespace traypulse::control
