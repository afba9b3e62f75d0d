// Built without the desktop: there is nothing to show an engine on.
#include "agent/start.h"
#include "agent/translations/translate.h"

namespace traypulse::front {

Availability available() {
    return {false, tr("this build has no tray and no windows (TRAYPULSE_DESKTOP=OFF)")};
}

int run(Prepared&) { return cli::kExitNotWell; }

}  // namespace traypulse::front
