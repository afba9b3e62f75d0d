#include "agent/engine/cause_words.h"

namespace traypulse {

CauseWords words_of(Cause cause) {
    switch (cause) {
        case Cause::no_link:
            return {"No network connection", "the loss of the network connection",
                    "This computer is not connected to a network."};
        case Cause::router_unreachable:
            return {"Router does not answer", "the router's outage",
                    "The router does not answer, nor does anything beyond it."};
        case Cause::provider_outage:
            return {"Provider outage", "the provider outage",
                    "The router answers, nothing beyond it does."};
        case Cause::dns_failing:
            return {"Names are not resolved", "the DNS failure",
                    "No DNS resolver answers, so what is reached by name is cut off."};
        case Cause::captive_portal:
            return {"Sign-in page in the way", "the wait for the sign-in page",
                    "This network wants a sign-in before it lets anything through."};
        case Cause::vpn_down:
            return {"VPN is down", "the VPN's outage",
                    "What is reached through the VPN does not answer."};
        case Cause::ipv6_broken:
            return {"IPv6 is broken", "the IPv6 outage", "IPv4 works, IPv6 does not."};
        case Cause::path_mtu_black_hole:
            return {"Large packets vanish", "the path MTU black hole",
                    "Small packets pass, large ones are lost without a word."};
        case Cause::local_firewall:
            return {"Blocked by this computer's firewall", "the block by this computer's firewall",
                    "This computer's own firewall refuses to send."};
        case Cause::target_down:
            return {"Down", "the outage", "It does not answer."};
        case Cause::target_blocks_icmp:
            return {"Does not answer ping", "the silence to ping",
                    "Its service answers, ping does not."};
        case Cause::unstable:
            return {"Unstable", "the instability", "It keeps going and coming back."};
        case Cause::none:
            break;
    }
    return {"Online", "the outage", ""};
}

std::string_view meaning_of(Cause cause, Confidence confidence) {
    // Nobody looks at the router, so nobody can say that it answers.
    if (cause == Cause::provider_outage && confidence == Confidence::possible)
        return "Nothing beyond this network answers.";
    return words_of(cause).meaning;
}

}  // namespace traypulse
