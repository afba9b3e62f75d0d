#include "agent/probes/icmp_channel.h"

#include "agent/translations/translate.h"

namespace traypulse {

std::string_view to_string(Rung rung) {
    switch (rung) {
        case Rung::service:
            return for_translation("helper service");
        case Rung::spawned:
            return for_translation("helper");
        case Rung::datagram:
            return for_translation("helper without privilege");
        case Rung::command:
            return for_translation("ping command");
        case Rung::none:
            break;
    }
    return for_translation("nothing");
}

}  // namespace traypulse
