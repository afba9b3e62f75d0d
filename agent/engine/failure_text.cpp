#include "agent/engine/failure_text.h"

#include <cerrno>
#include <cmath>
#include <cstdio>

#include "agent/engine/words.h"

namespace traypulse {
namespace {

std::string unreachable_v4(std::uint8_t code) {
    switch (code) {
        case 0:
            return "network unreachable";
        case 1:
            return "host unreachable";
        case 2:
            return "protocol unreachable";
        case 3:
            return "port unreachable";
        case 9:
        case 10:
        case 13:
            return "prohibited by a firewall";
        default:
            return "unreachable (code " + std::to_string(code) + ")";
    }
}

std::string unreachable_v6(std::uint8_t code) {
    switch (code) {
        case 0:
            return "no route to host";
        case 1:
            return "prohibited by a firewall";
        case 3:
            return "host unreachable";
        case 4:
            return "port unreachable";
        case 5:
            return "source address refused";
        case 6:
            return "route rejected";
        default:
            return "unreachable (code " + std::to_string(code) + ")";
    }
}

}  // namespace

std::string failure_text(const protocol::ProbeResult& result) {
    const std::string says = ", says " + result.responder.text();
    switch (result.outcome) {
        case protocol::Outcome::unreachable:
            return (result.responder.family == Family::ipv4 ? unreachable_v4(result.icmp_code)
                                                            : unreachable_v6(result.icmp_code)) +
                   says;
        case protocol::Outcome::ttl_exceeded:
            return "time to live exceeded at " + result.responder.text();
        case protocol::Outcome::too_big:
            return "packet too big" +
                   (result.mtu != 0 ? " (MTU " + std::to_string(result.mtu) + ")" : "") + says;
        case protocol::Outcome::send_failed:
            return local_failure_text(static_cast<int>(result.error));
        default:
            return "no answer";
    }
}

bool is_prohibition(Family family, std::uint8_t unreachable_code) {
    if (family == Family::ipv6) return unreachable_code == 1;
    return unreachable_code == 9 || unreachable_code == 10 || unreachable_code == 13;
}

std::string local_failure_text(int error) {
    switch (error) {
        case EPERM:
            return "blocked by this computer's own firewall";
        case ENETUNREACH:
            return "no route to its network";
        case ENETDOWN:
            return "the network interface is down";
        case EHOSTUNREACH:
            return "this computer has no way to it";
        case EADDRNOTAVAIL:
            return "this computer has no address to send from";
        case EACCES:
            return "sending there is prohibited by a route or it is a broadcast address";
        case EINVAL:
            return "its route is a black hole";
        case ENOBUFS:
            return "this computer's send queue is full";
        case EMSGSIZE:
            return "the packet is larger than the path's MTU";
        case EMFILE:
        case ENFILE:
            return "too many files are open on this computer";
        case EAFNOSUPPORT:
            return "this computer does not speak this kind of address";
        default:
            return "this computer cannot send (errno " + std::to_string(error) + ")";
    }
}

std::string loss_text(double loss, double better) {
    auto out = std::to_string(std::lround(loss * 100)) + " % of requests lost in the last minute";
    if (loss <= better) out += ", lately more";
    return out;
}

std::string slow_text(std::optional<Rtt> median, Nanoseconds limit) {
    const auto level = words::latency(Rtt(limit));
    if (!median) return "median lately above " + level;
    return "median " + words::latency(*median) +
           (median->value > limit ? ", above " : ", lately above ") + level;
}

std::string unusual_text(std::optional<Rtt> median, Rtt usual, bool still) {
    if (!median) return "answers took far longer than usual here";
    const auto out = "answers take " + words::latency(*median) + ", ";
    return out + (still ? "usually " + words::latency(usual) + " here" : "lately far longer");
}

std::string jitter_text(std::optional<Nanoseconds> jitter, Nanoseconds limit) {
    const auto level = words::latency(Rtt(limit));
    if (!jitter) return "answers lately varied by more than " + level;
    return "answers vary by " + words::latency(Rtt(*jitter)) +
           (*jitter > limit ? ", above " : ", lately above ") + level;
}

}  // namespace traypulse
