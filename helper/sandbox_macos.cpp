// What macOS lets a program take from itself. Beside Linux it is little: no process chooses its
// system calls, and the profiles that forbid most (kSBXProfilePureComputation, NoNetwork,
// NoInternet of sandbox_init(3)) are asked at each send(2), also of a socket that is open.
#include <sandbox.h>
#include <sys/resource.h>

#include <string>

#include "helper/sandbox.h"
#include "shared/result.h"

namespace traypulse::helper {

Status forbid_uring() { return ok(); }

// sandbox_init(3) is deprecated since 10.8 in favour of the App Sandbox, which is for bundles and
// has nothing for a daemon with raw sockets; its named profiles are still there.
Status restrict_files() {
    char* said = nullptr;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    const bool entered = sandbox_init(kSBXProfileNoWrite, SANDBOX_NAMED, &said) == 0;
    if (entered) return ok();
    Error error{ErrorCode::io, "cannot enter the sandbox", ""};
    if (said != nullptr) error.what += std::string(": ") + said;
    sandbox_free_error(said);
#pragma GCC diagnostic pop
    return error;
}

// launchd's StandardErrorPath: of none the log would end at once.
std::uint64_t largest_file() { return RLIM_INFINITY; }

Status restrict_calls() { return ok(); }

}  // namespace traypulse::helper
