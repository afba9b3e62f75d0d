#include "agent/cli/on_loop.h"

#include <string>

#include "agent/cli/interrupt.h"
#include "agent/translations/translate.h"

namespace traypulse::cli {

int run_on_loop(const Wiring& wiring,
                const std::function<std::shared_ptr<void>(uv_loop_t*, int&)>& begin) {
    // A reader that goes ends us in order, with an exit status; a helper may end before it reads.
    outlive_readers();
    uv_loop_t loop{};
    if (const int error = uv_loop_init(&loop); error != 0) {
        complain(wiring, {ErrorCode::io, tr("cannot make an event loop: {0}", uv_strerror(error)),
                          tr("too many open files?")});
        return kExitWrong;
    }
    int status = kExitWrong;
    {
        const auto alive = begin(&loop, status);
        uv_run(&loop, UV_RUN_DEFAULT);
    }
    uv_run(&loop, UV_RUN_DEFAULT);  // what was closed last
    uv_loop_close(&loop);
    return status;
}

}  // namespace traypulse::cli
