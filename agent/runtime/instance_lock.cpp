#include "agent/runtime/instance_lock.h"

#include <thread>

#include "agent/translations/translate.h"

namespace traypulse {

Result<std::optional<InstanceLock>> claim_instance(const RuntimeDir& dir,
                                                   std::chrono::milliseconds patience) {
    // The first one may have the lock but no socket yet, or be about to end: so both are tried
    // again.
    const auto until = std::chrono::steady_clock::now() + patience;
    constexpr std::chrono::milliseconds kPause{50};
    while (true) {
        auto lock = InstanceLock::acquire(dir.lock());
        if (!lock || lock.value()) return lock;
        control::Request show;
        show.verb = control::Verb::show;
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            until - std::chrono::steady_clock::now());
        const auto told = control::ask(dir.socket(), show, left);
        if (told) return std::optional<InstanceLock>();
        if (told.error().code != ErrorCode::unavailable) return told.error();
        if (std::chrono::steady_clock::now() >= until)
            return Error{ErrorCode::unavailable,
                         tr("another Traypulse is running, but it does not answer"),
                         tr("end it (`pkill -x traypulse`) and start again")};
        std::this_thread::sleep_for(kPause);
    }
}

}  // namespace traypulse
