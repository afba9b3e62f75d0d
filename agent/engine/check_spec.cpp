#include "agent/engine/check_spec.h"

#include <string_view>

#include "agent/engine/check_outcome.h"

namespace traypulse {
namespace {

std::string_view scheme(CheckKind kind) {
    switch (kind) {
        case CheckKind::icmp4:
            return "icmp4";
        case CheckKind::icmp6:
            return "icmp6";
        case CheckKind::tcp:
            return "tcp";
        case CheckKind::udp:
            return "udp";
        case CheckKind::http:
            return "http";
        case CheckKind::https:
            return "https";
        case CheckKind::dns:
            return "dns";
        case CheckKind::icmp:
            break;
    }
    return "icmp";
}

// The port that need not be written; 0 where there is none.
std::uint16_t usual_port(CheckKind kind) {
    if (kind == CheckKind::http) return 80;
    if (kind == CheckKind::https) return 443;
    return kind == CheckKind::dns ? 53 : 0;
}

}  // namespace

std::string CheckSpec::uri() const {
    std::string out(scheme(kind));
    out += "://";
    const bool literal_v6 = host.find(':') != std::string::npos;
    out += literal_v6 ? "[" + host + "]" : host;
    if (port != usual_port(kind)) out += ":" + std::to_string(port);
    if (kind == CheckKind::dns) return out + "/" + name + "?type=" + record_type;
    return out + path;
}

std::string_view to_string(CheckStatus status) {
    switch (status) {
        case CheckStatus::ok:
            return "ok";
        case CheckStatus::timeout:
            return "timeout";
        case CheckStatus::refused:
            return "refused";
        case CheckStatus::unreachable:
            return "unreachable";
        case CheckStatus::wrong_answer:
            return "wrong_answer";
        case CheckStatus::name_failed:
            return "name_failed";
        case CheckStatus::not_sent:
            break;
    }
    return "not_sent";
}

}  // namespace traypulse
