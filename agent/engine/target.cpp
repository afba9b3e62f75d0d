#include "agent/engine/target.h"

namespace traypulse {

std::string CheckSpec::uri() const {
    const bool literal_v6 = host.find(':') != std::string::npos;
    const std::string bracketed = literal_v6 ? "[" + host + "]" : host;
    switch (kind) {
        case CheckKind::icmp4:
            return "icmp4://" + bracketed;
        case CheckKind::icmp6:
            return "icmp6://" + bracketed;
        case CheckKind::icmp:
            break;
    }
    return "icmp://" + bracketed;
}

}  // namespace traypulse
