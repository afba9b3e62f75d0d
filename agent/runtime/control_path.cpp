#include "agent/runtime/control_path.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "agent/engine/words.h"
#include "agent/translations/translate.h"
#include "shared/plain_text.h"

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
        const auto one =
            router.name.empty() ? address : tr("{0} ({1})", plain(router.name), address);
        out = out.empty() ? one : tr("{0} or {1}", out, one);
    }
    return out.empty() ? std::string(tr("does not answer")) : out;
}

std::string with_loss(const std::string& hop_line, const HopView& hop) {
    const auto percent = percent_text(std::to_string(std::lround(loss_of(hop) * 100)));
    switch (hop.meaning) {
        case LossMeaning::real:
            return tr("{0}, loses {1}, and so does all behind it", hop_line, percent);
        case LossMeaning::local:
            return tr("{0}, answers rarely, which does not concern the traffic", hop_line);
        case LossMeaning::unknown:
            return tr("{0}, loses {1}; whether that is real can't be told", hop_line, percent);
        default:
            return hop_line;
    }
}

}  // namespace

std::string path_text(const TargetView& target, const Snapshot& snapshot) {
    const auto& path = *target.path;
    const auto age = snapshot.taken_mono - path.since;
    auto way = trn("{0} hop", "{0} hops", path.hops.size());
    if (!path.reached) way = tr("{0}, and it is not reached", way);
    if (age > Nanoseconds::zero()) way = tr("{0}, unchanged for {1}", way, words::duration(age));
    if (target.path_mtu) way = tr("{0}, MTU {1}", way, *target.path_mtu);
    auto out = "  " + tr("{0}: {1}", plain(target.name), way) + "\n";
    for (const auto& hop : path.hops) {
        auto line = routers(hop);
        if (hop.rtt.count > 0) line += "  " + words::latency(Rtt(hop.rtt.average()));
        out += "    " + std::to_string(hop.ttl.value) + "  " + with_loss(line, hop) + "\n";
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
