#include "agent/hooks/message.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "shared/plain_text.h"

namespace traypulse::hooks {
namespace {

using Json = nlohmann::ordered_json;

std::string cut(const std::string& text) { return shortened(text, kLongestPayloadText); }

double length_of(const OutageRecord& record) {
    const auto length = std::max<WallTime::duration>(*record.ended - record.began, {});
    return static_cast<double>(length.count()) / 1e6;
}

Json targets_json(const OutageRecord& record, const Sender& sender) {
    Json out = Json::array();
    for (const auto& name : record.affected) {
        if (out.size() == kMostTargetsNamed) break;
        out.push_back(Json{{"name", cut(name)}, {"check", cut(sender.check(name))}});
    }
    return out;
}

Json evidence_json(const OutageRecord& record, const Sender& sender) {
    Json out = Json::array();
    for (const auto& line : record.evidence) {
        if (out.size() == kMostEvidence) break;
        out.push_back(Json{{"what", cut(line.what)},
                           {"value", cut(line.value)},
                           {"time", sender.moment(line.time)}});
    }
    return out;
}

std::size_t beyond(std::size_t all, std::size_t most) { return all > most ? all - most : 0; }

}  // namespace

std::string_view to_string(Event event) { return event == Event::outage ? "outage" : "recovery"; }

std::string id_of(const Message& m, const Sender& sender) {
    return sender.host + "-" + std::to_string(m.record.id) + "-" + std::string(to_string(m.event)) +
           "-" + std::to_string(m.record.began.time_since_epoch().count());
}

std::string summary_of(const Message& m) {
    return m.title + (m.title.empty() || m.title.back() == '.' ? "" : ".") +
           (m.body.empty() ? "" : " " + m.body);
}

std::string payload_of(const Message& m, const Sender& sender) {
    const auto& r = m.record;
    Json out{{"version", kPayloadVersion},
             {"id", id_of(m, sender)},
             {"event", std::string(to_string(m.event))},
             {"outage", r.id},
             {"host", sender.host},
             {"cause", std::string(to_string(r.cause))},
             {"confidence", std::string(to_string(r.confidence))},
             {"since", sender.moment(r.began)}};
    out["until"] = r.ended ? Json(sender.moment(*r.ended)) : Json(nullptr);
    out["duration_s"] = r.ended ? Json(length_of(r)) : Json(nullptr);
    out["how"] = r.ended ? Json(r.how) : Json(nullptr);
    out["summary"] = cut(summary_of(m));
    out["targets"] = targets_json(r, sender);
    out["targets_left_out"] = beyond(r.affected.size(), kMostTargetsNamed);
    out["evidence"] = evidence_json(r, sender);
    out["evidence_left_out"] = beyond(r.evidence.size(), kMostEvidence);
    out["network"] = r.network;
    out["agent"] = "traypulse/" + sender.version;
    return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::pair<std::string, std::string>> variables_of(const Message& m,
                                                              const Sender& sender) {
    const auto& r = m.record;
    std::string names;
    for (std::size_t i = 0; i < std::min(r.affected.size(), kMostTargetsNamed); ++i)
        names += (i == 0 ? "" : ", ") + cut(r.affected[i]);
    const auto seconds = r.ended ? std::to_string(std::llround(length_of(r))) : std::string();
    std::vector<std::pair<std::string, std::string>> out{
        {"EVENT", std::string(to_string(m.event))},
        {"ID", id_of(m, sender)},
        {"OUTAGE", std::to_string(r.id)},
        {"HOST", sender.host},
        {"CAUSE", std::string(to_string(r.cause))},
        {"CONFIDENCE", std::string(to_string(r.confidence))},
        {"SINCE", sender.moment(r.began)},
        {"UNTIL", r.ended ? sender.moment(*r.ended) : ""},
        {"DURATION_SECONDS", seconds},
        {"HOW", r.how},
        {"SUMMARY", cut(summary_of(m))},
        {"TARGETS", names}};
    for (auto& [name, value] : out) {
        name.insert(0, "TRAYPULSE_");
        value = plain(value);
    }
    return out;
}

}  // namespace traypulse::hooks
