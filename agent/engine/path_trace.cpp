#include "agent/engine/path_trace.h"

#include <algorithm>

#include "agent/engine/failure_text.h"
#include "agent/translations/translate.h"
#include "shared/icmp/packet.h"

namespace traypulse {
namespace {

double loss_of(const HopLoss& hop) {
    if (hop.sent == 0) return 0;
    return 1 - static_cast<double>(std::min(hop.received, hop.sent)) / hop.sent;
}

// traceroute(8)'s marks.
std::string mark(Family family, std::uint8_t type, std::uint8_t code) {
    if (family == Family::ipv4) {
        if (type != icmp::kUnreachable4) return {};
        switch (code) {
            case 0:
                return " (!N)";
            case 1:
                return " (!H)";
            case 2:
                return " (!P)";
            case 9:
            case 10:
            case 13:
                return " (!X)";
            default:
                return {};
        }
    }
    if (type != icmp::kUnreachable6) return {};
    switch (code) {
        case 0:
            return " (!N)";
        case 1:
            return " (!X)";
        case 3:
            return " (!H)";
        default:
            return {};
    }
}

}  // namespace

std::string_view to_string(LossMeaning meaning) {
    switch (meaning) {
        case LossMeaning::silent:
            return "silent";
        case LossMeaning::local:
            return "local";
        case LossMeaning::real:
            return "real";
        case LossMeaning::unknown:
            return "unknown";
        case LossMeaning::none:
            break;
    }
    return "none";
}

void PathRtt::add(Nanoseconds rtt) {
    best = count == 0 ? rtt : std::min(best, rtt);
    worst = std::max(worst, rtt);
    sum += rtt;
    ++count;
}

Nanoseconds PathRtt::average() const { return count == 0 ? Nanoseconds{} : sum / count; }

double PathHop::loss() const { return loss_of({sent, received}); }

PathRtt PathHop::rtt() const {
    PathRtt out;
    for (const auto& router : routers) {
        if (router.rtt.count == 0) continue;
        out.best = out.count == 0 ? router.rtt.best : std::min(out.best, router.rtt.best);
        out.worst = std::max(out.worst, router.rtt.worst);
        out.sum += router.rtt.sum;
        out.count += router.rtt.count;
    }
    return out;
}

void PathTraceBook::answer(const PathAnswer& answer) {
    using Kind = PathAnswer::Kind;
    if (answer.kind == Kind::silence) return;
    if (answer.kind == Kind::not_sent) {
        ++errors_;
        error_ = answer.error;
        return;
    }
    ++answers_;
    auto& hop = hops_[answer.ttl.value];
    ++hop.received;
    auto router = std::find_if(hop.routers.begin(), hop.routers.end(), [&](const auto& known) {
        return known.address.bytes == answer.responder.bytes;
    });
    if (router == hop.routers.end()) {
        router = hop.routers.insert(router, PathRouter{});
        router->address = answer.responder;
    }
    router->rtt.add(answer.rtt.value);
    router->flows.insert(answer.flow);
    if (answer.extensions) router->extensions = *answer.extensions;
    const auto sooner = [&](std::optional<std::uint8_t>& at) {
        at = std::min(at.value_or(answer.ttl.value), answer.ttl.value);
    };
    if (answer.kind == Kind::target) {
        router->is_target = true;
        sooner(reached_);
    }
    if (answer.kind == Kind::unreachable) {
        router->refusal = refusal_text(answer.responder.family, answer.icmp_type, answer.icmp_code);
        sooner(refused_);
    }
    if (answer.kind == Kind::too_big)
        router->refusal = answer.mtu != 0
                              ? tr("lets no packet of this size through, but {0} bytes", answer.mtu)
                              : std::string(tr("lets no packet of this size through"));
}

std::optional<Ttl> PathTraceBook::distance() const {
    if (!reached_ && !refused_) return std::nullopt;
    return Ttl{std::min(reached_.value_or(255), refused_.value_or(255))};
}

PathTrace PathTraceBook::trace() const {
    PathTrace out;
    std::uint8_t last = 0;
    for (const auto& [ttl, hop] : hops_)
        if (hop.received > 0) last = ttl;
    if (const auto known = distance()) last = std::min(last, known->value);
    std::vector<HopLoss> losses;
    for (std::uint8_t ttl = 1; ttl <= last; ++ttl) {
        const auto found = hops_.find(ttl);
        auto& hop = out.hops.emplace_back();
        hop.ttl = Ttl{ttl};
        if (found != hops_.end()) {
            // Duplicates and answers after a change of the distance are no more than was asked.
            hop.sent = std::max(found->second.sent, found->second.received);
            hop.received = found->second.received;
            hop.routers = found->second.routers;
        }
        losses.push_back({hop.sent, hop.received});
    }
    const bool reached = reached_ && *reached_ == last;
    const auto meanings = judge_loss(losses, reached);
    for (std::size_t i = 0; i < meanings.size(); ++i) out.hops[i].meaning = meanings[i];
    out.end = reached        ? PathEnd::reached
              : refused_     ? PathEnd::unreachable
              : answers_ > 0 ? PathEnd::silent
              : errors_ > 0  ? PathEnd::not_sent
                             : PathEnd::nothing;
    if (out.end == PathEnd::not_sent) out.error = error_;
    return out;
}

std::vector<LossMeaning> judge_loss(const std::vector<HopLoss>& hops, bool reached) {
    std::vector<LossMeaning> out(hops.size(), LossMeaning::none);
    // The least loss of what lies behind: the traffic loses no more on the way there.
    std::optional<double> behind;
    for (std::size_t i = hops.size(); i-- > 0;) {
        const auto loss = loss_of(hops[i]);
        if (hops[i].sent > 0 && loss > 0) {
            if (behind && hops[i].received == 0)
                out[i] = LossMeaning::silent;
            else if (behind && *behind * 2 < loss)
                out[i] = LossMeaning::local;
            else
                out[i] = reached ? LossMeaning::real : LossMeaning::unknown;
        }
        // Who answers nothing at all says nothing about the hops before it.
        if (hops[i].received > 0) behind = std::min(behind.value_or(1), loss);
    }
    return out;
}

std::string refusal_text(Family family, std::uint8_t type, std::uint8_t code) {
    return unreachable_text(family, code) + mark(family, type, code);
}

}  // namespace traypulse
