// The machine goes to sleep, and says so beforehand.
#include "agent/engine/engine.h"
#include "agent/engine/judging.h"

namespace traypulse {

// Network cards go before programs do: what fails from here on is the machine's own doing. The
// grace lasts longer than logind delays a sleep (5 s); on_wake() gives its own.
void Engine::on_sleep(Instant now) {
    now_ = now;
    alerting_.start_fresh();
    book_.drop("the computer slept", [](const Outage&) { return true; });
    fresh_all(now, "the computer goes to sleep", judging::kGrace, true);
    forget_lookups(now, judging::kGrace);
    settle(now);
}

}  // namespace traypulse
