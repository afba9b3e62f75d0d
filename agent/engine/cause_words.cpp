#include "agent/engine/cause_words.h"

#include "agent/translations/translate.h"

namespace traypulse {

CauseWords words_of(Cause cause) {
    switch (cause) {
        case Cause::no_link:
            return {tr("No network connection"),
                    tr("This computer is not connected to a network.")};
        case Cause::router_unreachable:
            return {tr("Router does not answer"),
                    tr("The router does not answer, nor does anything beyond it.")};
        case Cause::provider_outage:
            return {tr("Provider outage"), tr("The router answers, nothing beyond it does.")};
        case Cause::dns_failing:
            return {tr("Names are not resolved"),
                    tr("No DNS resolver answers, so what is reached by name is cut off.")};
        case Cause::captive_portal:
            return {tr("Sign-in page in the way"),
                    tr("This network wants a sign-in before it lets anything through.")};
        case Cause::vpn_down:
            return {tr("VPN is down"), tr("What is reached through the VPN does not answer.")};
        case Cause::ipv6_broken:
            return {tr("IPv6 is broken"), tr("IPv4 works, IPv6 does not.")};
        case Cause::path_mtu_black_hole:
            return {tr("Large packets vanish"),
                    tr("Small packets pass, large ones are lost without a word.")};
        case Cause::local_firewall:
            return {tr("Blocked by this computer's firewall"),
                    tr("This computer's own firewall refuses to send.")};
        case Cause::target_down:
            return {tr("Down"), tr("It does not answer.")};
        case Cause::target_blocks_icmp:
            return {tr("Does not answer ping"), tr("Its service answers, ping does not.")};
        case Cause::unstable:
            return {tr("Unstable"), tr("It keeps going and coming back.")};
        case Cause::none:
            break;
    }
    return {tr("Online"), ""};
}

std::string lasted_text(Cause cause, const std::string& length) {
    switch (cause) {
        case Cause::no_link:
            return tr("The loss of the network connection lasted {0}.", length);
        case Cause::router_unreachable:
            return tr("The router's outage lasted {0}.", length);
        case Cause::provider_outage:
            return tr("The provider outage lasted {0}.", length);
        case Cause::dns_failing:
            return tr("The DNS failure lasted {0}.", length);
        case Cause::captive_portal:
            return tr("The wait for the sign-in page lasted {0}.", length);
        case Cause::vpn_down:
            return tr("The VPN's outage lasted {0}.", length);
        case Cause::ipv6_broken:
            return tr("The IPv6 outage lasted {0}.", length);
        case Cause::path_mtu_black_hole:
            return tr("The path MTU black hole lasted {0}.", length);
        case Cause::local_firewall:
            return tr("The block by this computer's firewall lasted {0}.", length);
        case Cause::target_blocks_icmp:
            return tr("The silence to ping lasted {0}.", length);
        case Cause::unstable:
            return tr("The instability lasted {0}.", length);
        case Cause::target_down:
        case Cause::none:
            break;
    }
    return tr("The outage lasted {0}.", length);
}

std::string over_text(Cause cause) {
    switch (cause) {
        case Cause::no_link:
            return tr("The loss of the network connection is over");
        case Cause::router_unreachable:
            return tr("The router's outage is over");
        case Cause::provider_outage:
            return tr("The provider outage is over");
        case Cause::dns_failing:
            return tr("The DNS failure is over");
        case Cause::captive_portal:
            return tr("The wait for the sign-in page is over");
        case Cause::vpn_down:
            return tr("The VPN's outage is over");
        case Cause::ipv6_broken:
            return tr("The IPv6 outage is over");
        case Cause::path_mtu_black_hole:
            return tr("The path MTU black hole is over");
        case Cause::local_firewall:
            return tr("The block by this computer's firewall is over");
        case Cause::target_blocks_icmp:
            return tr("The silence to ping is over");
        case Cause::unstable:
            return tr("The instability is over");
        case Cause::target_down:
        case Cause::none:
            break;
    }
    return tr("The outage is over");
}

std::string_view meaning_of(Cause cause, Confidence confidence) {
    // Nobody looks at the router, so nobody can say that it answers.
    if (cause == Cause::provider_outage && confidence == Confidence::possible)
        return tr("Nothing beyond this network answers.");
    return words_of(cause).meaning;
}

}  // namespace traypulse
