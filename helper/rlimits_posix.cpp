#include <sys/resource.h>

#include <algorithm>
#include <cerrno>

#include "helper/sandbox.h"
#include "shared/limits.h"
#include "shared/system_error.h"

namespace traypulse::helper {
namespace {

// Never above what is allowed now: that would need a privilege.
Status cap(decltype(RLIMIT_NOFILE) what, rlim_t most, const char* name) {
    rlimit limit{};
    if (getrlimit(what, &limit) == 0) {
        limit.rlim_max = std::min(limit.rlim_max, most);
        limit.rlim_cur = std::min(limit.rlim_cur, limit.rlim_max);
        if (setrlimit(what, &limit) == 0) return ok();
    }
    return system_error(std::string("cannot limit ") + name);
}

}  // namespace

Status limit_resources() {
    if (auto s = cap(RLIMIT_NOFILE, limits::kOpenFiles, "open files"); !s) return s;
    if (auto s = cap(RLIMIT_NPROC, 0, "processes"); !s) return s;
    if (auto s = cap(RLIMIT_FSIZE, largest_file(), "the size of files"); !s) return s;
    if (auto s = cap(RLIMIT_CORE, 0, "core dumps"); !s) return s;
    return cap(RLIMIT_MEMLOCK, 0, "locked memory");
}

}  // namespace traypulse::helper
