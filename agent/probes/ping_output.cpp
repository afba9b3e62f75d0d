#include "agent/probes/ping_output.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string>

namespace traypulse {
namespace {

using protocol::Outcome;
using protocol::ProbeResult;

/// ping's exit status: 0 answered, 1 no answer, 2 other errors (ping(8)).
constexpr int kNoAnswer = 1;

struct Phrase {
    std::string_view text;
    Outcome outcome;
    std::uint8_t type4, code4, type6, code6;
};
// The words of iputils for ICMP errors (ping.c, ping6_common.c), with the RFC 792 / 4443 numbers
// they stand for.
constexpr std::array kPhrases{
    Phrase{"Destination Net Unreachable", Outcome::unreachable, 3, 0, 1, 0},
    Phrase{"Destination Host Unreachable", Outcome::unreachable, 3, 1, 1, 3},
    Phrase{"Destination Protocol Unreachable", Outcome::unreachable, 3, 2, 4, 1},
    Phrase{"Destination Port Unreachable", Outcome::unreachable, 3, 3, 1, 4},
    Phrase{"Destination unreachable: No route", Outcome::unreachable, 3, 0, 1, 0},
    Phrase{"Destination unreachable: Administratively prohibited", Outcome::unreachable, 3, 13, 1,
           1},
    Phrase{"Destination unreachable: Beyond scope of source address", Outcome::unreachable, 3, 0, 1,
           2},
    Phrase{"Destination unreachable: Address unreachable", Outcome::unreachable, 3, 1, 1, 3},
    Phrase{"Destination unreachable: Port unreachable", Outcome::unreachable, 3, 3, 1, 4},
    Phrase{"Destination Net Prohibited", Outcome::unreachable, 3, 9, 1, 1},
    Phrase{"Destination Host Prohibited", Outcome::unreachable, 3, 10, 1, 1},
    Phrase{"Packet filtered", Outcome::unreachable, 3, 13, 1, 1},
    Phrase{"Destination Net Unknown", Outcome::unreachable, 3, 6, 1, 0},
    Phrase{"Destination Host Unknown", Outcome::unreachable, 3, 7, 1, 3},
    Phrase{"Time to live exceeded", Outcome::ttl_exceeded, 11, 0, 3, 0},
    Phrase{"Time exceeded: Hop limit", Outcome::ttl_exceeded, 11, 0, 3, 0},
    Phrase{"Frag needed and DF set", Outcome::too_big, 3, 4, 2, 0},
    Phrase{"Packet too big", Outcome::too_big, 3, 4, 2, 0},
};

struct LocalPhrase {
    std::string_view text;
    int error;
};
constexpr std::array kLocalPhrases{
    LocalPhrase{"Network is unreachable", ENETUNREACH},
    LocalPhrase{"Network is down", ENETDOWN},
    LocalPhrase{"No route to host", EHOSTUNREACH},
    LocalPhrase{"Operation not permitted", EPERM},
    LocalPhrase{"Permission denied", EACCES},
    LocalPhrase{"Invalid argument", EINVAL},
    LocalPhrase{"No buffer space available", ENOBUFS},
    LocalPhrase{"Cannot assign requested address", EADDRNOTAVAIL},
    LocalPhrase{"essage too long", EMSGSIZE},
};

/// The number behind `key`, up to `limit`; nullopt where there is none.
std::optional<double> number_after(std::string_view line, std::string_view key, double limit) {
    const auto at = line.find(key);
    if (at == std::string_view::npos) return std::nullopt;
    const auto rest = line.substr(at + key.size());
    double value = 0;
    const auto [end, ec] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    // !(…) also refuses "nan", which from_chars accepts.
    if (ec != std::errc{} || end == rest.data() || !(value >= 0 && value <= limit))
        return std::nullopt;
    return value;
}

/// The address in "64 bytes from 192.0.2.1: …" or "From 2001:db8::1 icmp_seq=1 …".
std::optional<IpAddress> address_after(std::string_view line, std::string_view key) {
    const auto at = line.find(key);
    if (at == std::string_view::npos) return std::nullopt;
    auto word = line.substr(at + key.size());
    word = word.substr(0, word.find_first_of(" \t"));
    if (!word.empty() && word.back() == ':') word.remove_suffix(1);
    return IpAddress::parse(word);
}

bool read_reply(std::string_view line, ProbeResult& r) {
    if (line.find("bytes from ") == std::string_view::npos) return false;
    constexpr double kMostMs = 3'600'000;  // an hour: longer than any timeout, far from overflow
    const auto from = address_after(line, "bytes from ");
    const auto ms = number_after(line, "time=", kMostMs);
    if (!from || !ms) return false;
    r.outcome = Outcome::reply;
    r.responder = *from;
    r.rtt = Rtt(Nanoseconds(static_cast<std::int64_t>(*ms * 1e6)));
    r.ttl = Ttl(static_cast<std::uint8_t>(number_after(line, "ttl=", 255).value_or(0)));
    return true;
}

bool read_error(std::string_view line, ProbeResult& r) {
    if (line.rfind("From ", 0) != 0) return false;
    const auto from = address_after(line, "From ");
    if (!from) return false;
    for (const auto& phrase : kPhrases) {
        if (line.find(phrase.text) == std::string_view::npos) continue;
        const bool v4 = from->family == Family::ipv4;
        r.outcome = phrase.outcome;
        r.responder = *from;
        r.icmp_type = v4 ? phrase.type4 : phrase.type6;
        r.icmp_code = v4 ? phrase.code4 : phrase.code6;
        constexpr double kMostMtu = 65535;
        if (phrase.outcome == Outcome::too_big)
            r.mtu = static_cast<std::uint32_t>(
                number_after(line, "mtu = ", kMostMtu)
                    .value_or(number_after(line, "mtu=", kMostMtu).value_or(0)));
        return true;
    }
    return false;
}

}  // namespace

ProbeResult parse_ping_output(std::string_view out, std::string_view err, int exit_status) {
    ProbeResult r;
    for (std::string_view rest = out; !rest.empty();) {
        const auto end = rest.find('\n');
        const auto line = rest.substr(0, end);
        if (read_reply(line, r) || read_error(line, r)) return r;
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    for (const auto& phrase : kLocalPhrases) {
        if (err.find(phrase.text) == std::string_view::npos &&
            out.find(phrase.text) == std::string_view::npos)
            continue;
        r.outcome = Outcome::send_failed;
        r.error = static_cast<std::uint32_t>(phrase.error);
        return r;
    }
    if (exit_status == kNoAnswer && err.empty()) {
        r.outcome = Outcome::timeout;
        return r;
    }
    r.outcome = Outcome::send_failed;
    r.error = EPROTO;
    return r;
}

}  // namespace traypulse
