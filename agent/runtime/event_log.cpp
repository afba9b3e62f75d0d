#include "agent/runtime/event_log.h"
#include "shared/local_time.h"
#include "shared/overloaded.h"

namespace traypulse::runtime {
namespace {

double seconds(Nanoseconds d) { return static_cast<double>(d.count()) / 1e9; }

std::string_view outcome_word(protocol::Outcome o) {
    using O = protocol::Outcome;
    switch (o) {
        case O::reply:
            return "reply";
        case O::timeout:
            return "timeout";
        case O::unreachable:
            return "unreachable";
        case O::ttl_exceeded:
            return "ttl_exceeded";
        case O::too_big:
            return "too_big";
        case O::send_failed:
            return "send_failed";
        case O::late:
            return "late";
        case O::duplicate:
            return "duplicate";
    }
    return "reply";
}

std::string_view kind_word(NoticeKind k) {
    switch (k) {
        case NoticeKind::outage:
            return "outage";
        case NoticeKind::recovery:
            return "recovery";
        case NoticeKind::withdrawal:
        case NoticeKind::information:
            break;
    }
    return "information";
}

// The regular stream's trouble is worth a warning; a burst of re-checks would say it eight times
// more.
LogLevel level_of(ProbeSource source, bool well, bool local) {
    if (well || source == ProbeSource::recheck) return LogLevel::debug;
    return local ? LogLevel::error : LogLevel::warning;
}

std::string_view event_of(ProbeSource source, bool slow) {
    if (source == ProbeSource::recheck) return "recheck_result";
    return slow ? "high_latency" : "result";
}

}  // namespace

void log_effect(Log& log, const Effect& effect) {
    std::visit(
        Overloaded{
            [&](const effect::Transition& t) {
                const bool bad = t.to == TargetState::down || t.to == TargetState::degraded;
                log.event(bad ? LogLevel::warning : LogLevel::info, "engine", "target_state",
                          {{"target", t.name},
                           {"from", to_string(t.from)},
                           {"to", to_string(t.to)},
                           {"reason", t.reason}});
            },
            [&](const effect::VerdictChanged& v) {
                log.event(LogLevel::info, "engine", "verdict",
                          {{"from", to_string(v.from.glance)},
                           {"to", to_string(v.to.glance)},
                           {"cause", to_string(v.to.cause)},
                           {"confidence", to_string(v.to.confidence)},
                           {"reason", v.to.reason}});
            },
            [&](const effect::OutageOpened& o) {
                log.event(LogLevel::warning, "engine", "outage_opened",
                          {{"outage", o.outage.value},
                           {"cause", to_string(o.cause)},
                           {"targets", o.targets.size()}});
            },
            [&](const effect::OutageClosed& o) {
                log.event(LogLevel::info, "engine", "outage_closed",
                          {{"outage", o.outage.value},
                           {"cause", to_string(o.cause)},
                           {"seconds", seconds(o.length)},
                           {"how", o.how}});
            },
            [&](const effect::Notify& n) {
                log.event(LogLevel::info, "notice", "sent",
                          {{"outage", n.notice.outage.value},
                           {"kind", kind_word(n.notice.kind)},
                           {"title", n.notice.title},
                           {"body", n.notice.body}});
            },
            [&](const effect::Withdraw& w) {
                log.event(LogLevel::info, "notice", "withdrawn", {{"outage", w.outage.value}});
            },
            [&](const effect::NoticeHeld& h) {
                log.event(LogLevel::info, "notice", "held_back",
                          {{"text", h.held.text}, {"reason", h.held.reason}});
            },
            [&](const effect::PaceChanged& p) {
                log.event(p.factor > 1 ? LogLevel::warning : LogLevel::info, "engine", "pace",
                          {{"factor", p.factor}, {"reason", p.why}});
            },
            [&](const effect::Recheck& r) {
                log.event(LogLevel::debug, "engine", "recheck",
                          {{"target", r.target.value},
                           {"count", r.count},
                           {"timeout_ms", seconds(r.timeout) * 1e3}});
            },
            [](const auto&) {},
        },
        effect);
}

void log_result(Log& log, const TargetSpec& spec, ProbeSource source,
                const protocol::ProbeResult& result) {
    using O = protocol::Outcome;
    const bool fine = result.outcome == O::reply || result.outcome == O::duplicate;
    const bool slow = result.outcome == O::reply && spec.latency_warning > Nanoseconds::zero() &&
                      result.rtt.value > spec.latency_warning;
    const auto level = level_of(source, fine && !slow, result.outcome == O::send_failed);
    if (!log.enabled(level)) return;
    log.event(level, "probe", event_of(source, slow),
              {{"target", spec.name},
               {"seq", result.sequence.value},
               {"outcome", outcome_word(result.outcome)},
               {"rtt_us", result.rtt.microseconds()},
               {"from", result.responder.is_unspecified() ? "" : result.responder.text()},
               {"ttl", result.ttl.value},
               {"type", result.icmp_type},
               {"code", result.icmp_code},
               {"errno", result.error}});
}

void log_outcome(Log& log, const TargetSpec& spec, ProbeSource source,
                 const CheckOutcome& outcome) {
    const bool fine = outcome.status == CheckStatus::ok && outcome.warning.empty();
    const bool slow = outcome.status == CheckStatus::ok &&
                      spec.latency_warning > Nanoseconds::zero() &&
                      outcome.took > spec.latency_warning;
    const auto level = level_of(source, fine && !slow, outcome.status == CheckStatus::not_sent);
    if (!log.enabled(level)) return;
    log.event(level, "probe", event_of(source, slow),
              {{"target", spec.name},
               {"check", spec.check.uri()},
               {"outcome", to_string(outcome.status)},
               {"rtt_us", Rtt(outcome.took).microseconds()},
               {"reason", outcome.reason.empty() ? outcome.warning : outcome.reason}});
}

void log_route_change(Log& log, const TargetSpec& spec, const RouteChange& change) {
    log.event(LogLevel::info, "path", "route_changed",
              {{"target", spec.name},
               {"text", change.text},
               {"before", change.before},
               {"after", change.after}});
}

void log_frame(Log& log, bool to_helper, std::span<const std::uint8_t> frame) {
    if (!log.enabled(LogLevel::debug)) return;
    log.event(LogLevel::debug, "channel", "packet",
              {{"to", to_helper ? "helper" : "agent"}, {"hex", hex(frame.data(), frame.size())}});
}

std::string line_for(const Effect& effect, WallTime now) {
    const auto clock = local_text(now, "%H:%M:%S  ");
    const auto because = [](const std::string& reason) {
        return reason.empty() ? "" : " (" + reason + ")";
    };
    return std::visit(
        Overloaded{
            [&](const effect::Transition& t) {
                return clock + t.name + ": " + std::string(to_string(t.from)) + " → " +
                       std::string(to_string(t.to)) + because(t.reason);
            },
            [&](const effect::Notify& n) { return clock + n.notice.title + ". " + n.notice.body; },
            [](const auto&) { return std::string(); },
        },
        effect);
}

}  // namespace traypulse::runtime
