// The table of rules. The order is the argument: each rule may rely on the ones above it not having
// matched, and one that ends the search leaves nothing to be judged below it.
#include "agent/engine/diagnosis.h"

#include <algorithm>
#include <array>

#include "agent/engine/rules.h"

namespace traypulse {
namespace {

struct Rule {
    Cause cause;
    std::vector<Finding> (*find)(const Facts&, const rules::Explained&);
    bool ends_the_search;  ///< nothing narrower can be judged while this holds
};

constexpr std::array kRules{
    Rule{Cause::no_link, rules::no_link, true},
    Rule{Cause::router_unreachable, rules::router_unreachable, true},
    Rule{Cause::captive_portal, rules::captive_portal, true},
    // Before the provider: where all that is silent is behind the tunnel, the tunnel is nearer.
    Rule{Cause::vpn_down, rules::vpn_down, false},
    Rule{Cause::provider_outage, rules::provider_outage, true},
    Rule{Cause::dns_failing, rules::dns_failing, false},
    Rule{Cause::ipv6_broken, rules::ipv6_broken, false},
    Rule{Cause::path_mtu_black_hole, rules::path_mtu_black_hole, false},
    Rule{Cause::local_firewall, rules::local_firewall, false},
    Rule{Cause::target_blocks_icmp, rules::target_blocks_icmp, false},
    Rule{Cause::unstable, rules::unstable, false},
    Rule{Cause::target_down, rules::target_down, false},
};

}  // namespace

bool is_wide(Cause cause) {
    return cause != Cause::target_down && cause != Cause::local_firewall &&
           cause != Cause::target_blocks_icmp && cause != Cause::unstable;
}

int width(Cause cause) {
    const auto it = std::find_if(kRules.begin(), kRules.end(),
                                 [&](const Rule& rule) { return rule.cause == cause; });
    return static_cast<int>(it - kRules.begin());
}

std::vector<Finding> diagnose(const Facts& facts) {
    std::vector<Finding> out;
    rules::Explained explained;
    for (const auto& rule : kRules) {
        auto found = rule.find(facts, explained);
        if (found.empty()) continue;
        for (auto& finding : found) {
            explained.insert(finding.affected.begin(), finding.affected.end());
            explained.insert(finding.witnesses.begin(), finding.witnesses.end());
            out.push_back(std::move(finding));
        }
        if (rule.ends_the_search) break;
    }
    return out;
}

}  // namespace traypulse
