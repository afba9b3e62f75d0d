#include "agent/cli/family.h"

namespace traypulse::cli {

bool keep_to_family(CheckSpec& check, Family family) {
    const auto wanted = family == Family::ipv4 ? CheckKind::icmp4 : CheckKind::icmp6;
    if (check.kind != CheckKind::icmp && check.kind != wanted) return false;
    const auto literal = IpAddress::parse(check.host.substr(0, check.host.find('%')));
    if (literal && literal->family != family) return false;
    check.kind = wanted;
    return true;
}

}  // namespace traypulse::cli
