// What the engine asks beside the targets' streams, and the answers. It asks by
// effect::Inquire and hears by Engine::on_answer(); every question is answered once, also with
// "could not be asked".
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/engine/check_spec.h"
#include "agent/engine/path_mtu_search.h"
#include "agent/engine/snapshot.h"
#include "shared/types.h"

namespace traypulse {

/// Given by the engine; 0 is never used.
using InquiryId = StrongId<struct InquiryIdTag, std::uint32_t>;

enum class Question : std::uint8_t {
    portal,  ///< does an HTTP request that must answer 204 do so? (RFC 8910 §1 describes what else
             ///< happens)
    service,   ///< the target is silent to echo requests: is something on it that answers TCP?
    path_mtu,  ///< do large packets reach the target?
    evidence,  ///< what a person would look at by hand, at once, before it has changed
};

/// Does this network want a sign-in?
struct PortalAnswer {
    enum class State : std::uint8_t { open, captive, no_answer };
    State state = State::no_answer;
    std::string detail;  ///< captive: where it sends people, or what it said; no_answer: why
    bool operator==(const PortalAnswer&) const = default;
};

/// A page that has to be passed first is known to be in the way.
[[nodiscard]] inline bool is_captive(const std::optional<PortalAnswer>& answer) {
    return answer && answer->state == PortalAnswer::State::captive;
}

/// A TCP connection that is accepted, or refused by the target itself, shows that it is alive.
struct ServiceAnswer {
    bool alive = false;
    bool accepts = false;  ///< … and `check` names what can be watched from now on
    CheckSpec check;
    std::string how;  ///< "its TCP port 443 accepts connections"; not alive: what was tried
    bool operator==(const ServiceAnswer&) const = default;
};

struct PathMtuAnswer {
    PathMtu mtu;
    bool operator==(const PathMtuAnswer&) const = default;
};

/// Lines in the order in which a person reads them: neighbour and routes, resolvers, traces.
/// Comes in parts where some of it takes longer; `last` ends the inquiry.
struct EvidenceAnswer {
    std::vector<Evidence> lines;
    bool last = true;
};

using Answer = std::variant<PortalAnswer, ServiceAnswer, PathMtuAnswer, EvidenceAnswer>;

}  // namespace traypulse
