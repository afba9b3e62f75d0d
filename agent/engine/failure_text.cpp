#include "agent/engine/failure_text.h"

#include <cerrno>
#include <cmath>
#include <cstdio>

#include "agent/engine/words.h"
#include "agent/translations/translate.h"

namespace traypulse {
namespace {

std::string unreachable_v4(std::uint8_t code) {
    switch (code) {
        case 0:
            return tr("network unreachable");
        case 1:
            return tr("host unreachable");
        case 2:
            return tr("protocol unreachable");
        case 3:
            return tr("port unreachable");
        case 9:
        case 10:
        case 13:
            return tr("prohibited by a firewall");
        default:
            return tr("unreachable (code {0})", static_cast<int>(code));
    }
}

std::string unreachable_v6(std::uint8_t code) {
    switch (code) {
        case 0:
            return tr("no route to host");
        case 1:
            return tr("prohibited by a firewall");
        case 3:
            return tr("host unreachable");
        case 4:
            return tr("port unreachable");
        case 5:
            return tr("source address refused");
        case 6:
            return tr("route rejected");
        default:
            return tr("unreachable (code {0})", static_cast<int>(code));
    }
}

}  // namespace

std::string unreachable_text(Family family, std::uint8_t code) {
    return family == Family::ipv4 ? unreachable_v4(code) : unreachable_v6(code);
}

std::string failure_text(const protocol::ProbeResult& result) {
    const auto says = [&result](const std::string& what) {
        return tr("{0}, says {1}", what, result.responder.text());
    };
    switch (result.outcome) {
        case protocol::Outcome::unreachable:
            return says(unreachable_text(result.responder.family, result.icmp_code));
        case protocol::Outcome::ttl_exceeded:
            return tr("time to live exceeded at {0}", result.responder.text());
        case protocol::Outcome::too_big:
            return says(result.mtu != 0 ? tr("packet too big (MTU {0})", result.mtu)
                                        : std::string(tr("packet too big")));
        case protocol::Outcome::send_failed:
            return local_failure_text(static_cast<int>(result.error));
        default:
            return tr("no answer");
    }
}

bool is_prohibition(Family family, std::uint8_t unreachable_code) {
    if (family == Family::ipv6) return unreachable_code == 1;
    return unreachable_code == 9 || unreachable_code == 10 || unreachable_code == 13;
}

std::string local_failure_text(int error) {
    switch (error) {
        case EPERM:
            return tr("blocked by this computer's own firewall");
        case ENETUNREACH:
            return tr("no route to its network");
        case ENETDOWN:
            return tr("the network interface is down");
        case EHOSTUNREACH:
            return tr("this computer has no way to it");
        case EADDRNOTAVAIL:
            return tr("this computer has no address to send from");
        case EACCES:
            return tr("sending there is prohibited by a route or it is a broadcast address");
        case EINVAL:
            return tr("its route is a black hole");
        case ENOBUFS:
            return tr("this computer's send queue is full");
        case EMSGSIZE:
            return tr("the packet is larger than the path's MTU");
        case EMFILE:
        case ENFILE:
            return tr("too many files are open on this computer");
        case EAFNOSUPPORT:
            return tr("this computer does not speak this kind of address");
        default:
            return tr("this computer cannot send (errno {0})", error);
    }
}

std::string loss_text(double loss, double better) {
    const auto percent = std::lround(loss * 100);
    return loss <= better ? tr("{0} % of requests lost in the last minute, lately more", percent)
                          : tr("{0} % of requests lost in the last minute", percent);
}

std::string slow_text(std::optional<Rtt> median, Nanoseconds limit) {
    const auto level = words::latency(Rtt(limit));
    if (!median) return tr("median lately above {0}", level);
    const auto now = words::latency(*median);
    return median->value > limit ? tr("median {0}, above {1}", now, level)
                                 : tr("median {0}, lately above {1}", now, level);
}

std::string unusual_text(std::optional<Rtt> median, Rtt usual, bool still) {
    if (!median) return tr("answers took far longer than usual here");
    const auto now = words::latency(*median);
    return still ? tr("answers take {0}, usually {1} here", now, words::latency(usual))
                 : tr("answers take {0}, lately far longer", now);
}

std::string jitter_text(std::optional<Nanoseconds> jitter, Nanoseconds limit) {
    const auto level = words::latency(Rtt(limit));
    if (!jitter) return tr("answers lately varied by more than {0}", level);
    const auto now = words::latency(Rtt(*jitter));
    return *jitter > limit ? tr("answers vary by {0}, above {1}", now, level)
                           : tr("answers vary by {0}, lately above {1}", now, level);
}

}  // namespace traypulse
