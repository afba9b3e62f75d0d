#include "agent/probes/icmp_channel.h"

namespace traypulse {

std::string_view to_string(Rung rung) {
    switch (rung) {
        case Rung::service:
            return "helper service";
        case Rung::spawned:
            return "helper";
        case Rung::datagram:
            return "helper without privilege";
        case Rung::command:
            return "ping command";
        case Rung::none:
            break;
    }
    return "nothing";
}

}  // namespace traypulse
