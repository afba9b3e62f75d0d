// Linked instead of sandbox_product_linux.cpp where TRAYPULSE_SANITIZE is set; never in a product.
#include <seccomp.h>

#include <array>

#include "helper/sandbox_extra.h"

namespace traypulse::helper {

std::span<const int> extra_calls() {
    // Shadow memory, the background thread of TSan, and the unwinder of a report.
    static const std::array kCalls{SCMP_SYS(mmap),
                                   SCMP_SYS(mprotect),
                                   SCMP_SYS(madvise),
                                   SCMP_SYS(sigaltstack),
                                   SCMP_SYS(sched_yield),
                                   SCMP_SYS(nanosleep),
                                   SCMP_SYS(clock_nanosleep),
                                   SCMP_SYS(prctl),
                                   SCMP_SYS(rt_sigaction),
                                   SCMP_SYS(getrlimit),
                                   SCMP_SYS(prlimit64),
                                   SCMP_SYS(lseek),
                                   SCMP_SYS(getuid),
                                   SCMP_SYS(geteuid),
                                   SCMP_SYS(tgkill),
                                   SCMP_SYS(access),
                                   SCMP_SYS(dup),
                                   SCMP_SYS(pipe2),
                                   SCMP_SYS(set_robust_list),
                                   SCMP_SYS(rseq)};
    return kCalls;
}

}  // namespace traypulse::helper
