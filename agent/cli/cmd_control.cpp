// `status`, `why`, `pause`, `resume`, `mute`, `unmute`: ask the running agent.
#include "agent/cli/wiring.h"
#include "agent/runtime/control_client.h"

namespace traypulse::cli {

int run_control(const ControlOptions& options, const Wiring& wiring) {
    const auto dir = runtime_dir(wiring.paths);
    if (!dir) {
        complain(wiring, dir.error());
        return kExitWrong;
    }
    const auto reply = control::ask(dir.value().socket(), options.request);
    if (!reply) {
        complain(wiring, reply.error());
        // An agent somewhere else would explain it.
        if (reply.error().code == ErrorCode::unavailable && !dir.value().remark.empty())
            wiring.err("traypulse: " + dir.value().remark + "\n");
        return kExitWrong;
    }
    if (!reply.value().output.empty() && !wiring.out(reply.value().output)) return kExitNotWell;
    return reply.value().well ? kExitWell : kExitNotWell;
}

}  // namespace traypulse::cli
