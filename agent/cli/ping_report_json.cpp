#include <nlohmann/json.hpp>

#include "agent/cli/ping_report.h"
#include "agent/engine/failure_text.h"
#include "agent/runtime/json_line.h"
#include "agent/runtime/log.h"

namespace traypulse::cli {

using protocol::Outcome;

namespace {

using Json = nlohmann::ordered_json;

double microseconds(Nanoseconds time) { return Rtt(time).microseconds(); }

bool has_rtt(Outcome outcome) {
    return outcome == Outcome::reply || outcome == Outcome::late || outcome == Outcome::duplicate;
}

}  // namespace

std::string_view outcome_word(Outcome outcome) {
    switch (outcome) {
        case Outcome::reply:
            return "reply";
        case Outcome::timeout:
            return "timeout";
        case Outcome::unreachable:
            return "unreachable";
        case Outcome::ttl_exceeded:
            return "ttl_exceeded";
        case Outcome::too_big:
            return "too_big";
        case Outcome::send_failed:
            return "send_failed";
        case Outcome::late:
            return "late";
        case Outcome::duplicate:
            return "duplicate";
    }
    return "timeout";
}

std::string result_json(const std::string& target, const std::string& address,
                        const protocol::ProbeResult& r) {
    Json out{{"type", "result"},           {"target", target},
             {"address", address},         {"seq", r.sequence.value},
             {"time", rfc3339(r.sent_at)}, {"outcome", std::string(outcome_word(r.outcome))}};
    out["rtt_us"] = has_rtt(r.outcome) ? Json(microseconds(r.rtt.value)) : Json(nullptr);
    out["ttl"] = r.ttl.value != 0 ? Json(r.ttl.value) : Json(nullptr);
    out["from"] = r.responder.is_unspecified() ? Json(nullptr) : Json(r.responder.text());
    if (r.outcome == Outcome::unreachable || r.outcome == Outcome::ttl_exceeded) {
        out["icmp_type"] = r.icmp_type;
        out["icmp_code"] = r.icmp_code;
    }
    if (r.outcome == Outcome::too_big) out["mtu"] = r.mtu;
    if (r.outcome == Outcome::send_failed) out["errno"] = r.error;
    if (!has_rtt(r.outcome) && r.outcome != Outcome::timeout) out["reason"] = failure_text(r);
    return json_line(out);
}

std::string error_json(const std::string& target, const std::string& address, const Error& error) {
    Json out{{"type", "error"}, {"target", target}};
    out["address"] = address.empty() ? Json(nullptr) : Json(address);
    out["what"] = error.what;
    out["remedy"] = error.remedy;
    return json_line(out);
}

std::string summary_json(const std::string& target, const std::string& address,
                         const std::string& error, const PingTally& t) {
    Json out{{"type", "summary"}, {"target", target}};
    out["address"] = address.empty() ? Json(nullptr) : Json(address);
    out["sent"] = t.sent;
    out["received"] = t.received;
    out["lost"] = t.lost();
    out["duplicates"] = t.duplicates;
    out["loss"] = t.sent != 0 ? Json(static_cast<double>(t.lost()) / static_cast<double>(t.sent))
                              : Json(nullptr);
    if (t.received != 0) {
        out["rtt_us"] = Json{{"min", microseconds(t.rtt.min())},
                             {"avg", microseconds(t.rtt.mean())},
                             {"max", microseconds(t.rtt.max())},
                             {"stddev", microseconds(t.rtt.deviation())},
                             {"p50", microseconds(t.rtt.percentile(0.50))},
                             {"p95", microseconds(t.rtt.percentile(0.95))},
                             {"p99", microseconds(t.rtt.percentile(0.99))}};
        out["jitter_us"] = microseconds(t.rtt.jitter());
    } else {
        out["rtt_us"] = nullptr;
        out["jitter_us"] = nullptr;
    }
    out["late"] = t.late;
    out["not_sent"] = t.not_sent;
    if (!error.empty()) out["error"] = error;
    return json_line(out);
}

}  // namespace traypulse::cli
