#include <crt_externs.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sysctl.h>
#include <unistd.h>

#include <algorithm>

#include "helper/process.h"
#include "helper/process_system.h"

namespace traypulse::helper {

bool started_with_more_than_the_caller_has() { return issetugid() != 0; }

bool clear_environment() {
    // environ(7): what getenv(3) looks through, ended by a null pointer.
    if (char** const variables = *_NSGetEnviron(); variables != nullptr) *variables = nullptr;
    return true;
}

bool close_descriptors_from(int first) {
    // getdtablesize(2) tells the limit of now, and whoever lowered it may have left more open;
    // above this no process has any.
    int most = 0;
    std::size_t size = sizeof most;
    if (sysctlbyname("kern.maxfilesperproc", &most, &size, nullptr, 0) != 0) return false;
    most = std::max(most, getdtablesize());
    for (int fd = first; fd < most; ++fd) close(fd);
    return true;
}

bool forbid_dumps() {
    const rlimit none{};
    return setrlimit(RLIMIT_CORE, &none) == 0 && ptrace(PT_DENY_ATTACH, 0, nullptr, 0) == 0;
}

}  // namespace traypulse::helper
