// From a request's line to its answer, without the socket.
#include "agent/runtime/control_outage.h"
#include "agent/runtime/control_protocol.h"
#include "agent/runtime/control_server.h"
#include "agent/translations/translate.h"

namespace traypulse::control {
namespace {

bool is_well(const Snapshot& s) {
    return s.verdict.glance == Glance::up || s.verdict.glance == Glance::paused;
}

/// `why NUMBER`.
std::string outage(const Request& request, const Snapshot& s, const ServerHandler& handler) {
    const auto record = find_outage(s, *request.outage);
    if (!record) return error_line(record.error(), handler.version);
    const auto answer = request.format == Format::text
                            ? text_line(outage_text(*record.value(), s.taken, handler.phrases))
                            : outage_line(*record.value());
    return answer + done_line(handler.version);
}

std::string status(const Request& request, const Snapshot& s, const ServerHandler& handler) {
    const bool why = request.verb == Verb::why;
    const auto& phrases = handler.phrases;
    if (why && request.outage) return outage(request, s, handler);
    switch (request.format) {
        case Format::json:
            return (why ? why_json(s, phrases) : status_json(s, phrases)) +
                   done_line(handler.version, is_well(s));
        case Format::text:
            return text_line(why ? why_text(s, phrases) : status_text(s, phrases)) +
                   done_line(handler.version, is_well(s));
        case Format::waybar:
            break;
    }
    // waybar hides what exits with another status than 0.
    return status_waybar(s, phrases) + done_line(handler.version, true);
}

}  // namespace

std::string answer_to(std::string_view line, const ServerHandler& handler) {
    const auto request = parse_request(line);
    if (!request) return error_line(request.error(), handler.version);
    const auto& r = request.value();
    if (r.verb == Verb::show) {
        handler.show_window();
        return done_line(handler.version);
    }
    const auto snapshot = handler.snapshot();
    if (!snapshot)
        return error_line({ErrorCode::unavailable, tr("the agent has only just started"),
                           tr("ask again in a moment")},
                          handler.version);
    if (r.verb == Verb::status || r.verb == Verb::why) return status(r, *snapshot, handler);
    auto commands = commands_of(r, *snapshot);
    if (!commands) return error_line(commands.error(), handler.version);
    for (auto& command : commands.value()) handler.command(command);
    return done_line(handler.version);
}

}  // namespace traypulse::control
