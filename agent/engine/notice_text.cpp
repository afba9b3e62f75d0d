#include "agent/engine/notice_text.h"

namespace traypulse {
namespace {

std::string capitalised(std::string s) {
    if (!s.empty() && s[0] >= 'a' && s[0] <= 'z') s[0] = static_cast<char>(s[0] - 'a' + 'A');
    return s;
}

std::string affected_text(std::size_t n) {
    return n == 1 ? "1 target affected." : std::to_string(n) + " targets affected.";
}

std::string target_sentence(const OutageFacts& o, const std::string& since) {
    const std::string why = o.reason.empty() || o.reason == "no answer" ? "No answer to ping" : capitalised(o.reason);
    std::string out = why + " since " + since + ".";
    if (o.names.size() > 1) {
        out += " Reached through it: " + std::to_string(o.names.size() - 1) + " more.";
    } else if (o.others_fine > 0) {
        out += " Everything else is fine.";
    }
    return out;
}

}  // namespace

CauseWords words_of(Cause cause) {
    switch (cause) {
        case Cause::no_link: return {"No network link", "the loss of the network link", "This computer is not connected to a network."};
        case Cause::router_unreachable: return {"Router unreachable", "the router's outage", "The router does not answer, nor does anything beyond it."};
        case Cause::provider_outage: return {"Provider outage", "the provider outage", "The router answers, nothing beyond it does."};
        case Cause::dns_failing: return {"DNS is failing", "the DNS failure", "Names cannot be looked up, so what is reached by name is cut off."};
        case Cause::captive_portal: return {"Sign-in page", "the wait for the sign-in page", "This network wants a sign-in before it lets anything through."};
        case Cause::vpn_down: return {"VPN is down", "the VPN's outage", "What is reached through the VPN does not answer."};
        case Cause::ipv6_broken: return {"IPv6 is broken", "the IPv6 outage", "IPv4 works, IPv6 does not."};
        case Cause::path_mtu_black_hole: return {"Large packets vanish", "the path MTU black hole", "Small packets pass, large ones are lost without a word."};
        case Cause::local_firewall: return {"Blocked by this machine's firewall", "the block by this machine's firewall", "This machine's own firewall refuses to send."};
        case Cause::unstable: return {"Unstable", "the instability", "It keeps going and coming back."};
        case Cause::target_blocks_icmp: return {"Does not answer ping", "the silence to ping", "Its service answers, ping does not."};
        case Cause::target_down: return {"Down", "the outage", "It does not answer."};
        case Cause::none: break;
    }
    return {"Online", "the outage", ""};
}

NoticeText outage_text(const OutageFacts& o, const words::ClockText& clock) {
    const auto since = clock(o.since);
    if (o.cause == Cause::target_down && !o.names.empty())
        return {o.names[0] + " is down", target_sentence(o, since)};
    const auto words = words_of(o.cause);
    std::string body(words.meaning);
    body += " Since " + since;
    body += o.names.empty() ? std::string(".") : ", " + affected_text(o.names.size());
    return {std::string(words.title), body};
}

NoticeText recovery_text(const OutageFacts& o, Nanoseconds length) {
    if (o.cause == Cause::target_down && !o.names.empty())
        return {o.names[0] + " is back", "It was down for " + words::duration(length) + "."};
    return {"Back online",
            capitalised(std::string(words_of(o.cause).noun)) + " lasted " + words::duration(length) + "."};
}

}  // namespace traypulse
