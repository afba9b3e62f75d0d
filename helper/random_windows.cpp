#include <windows.h>

#include <bcrypt.h>

#include "helper/log.h"
#include "helper/random.h"
#include "shared/helper_exit.h"

namespace traypulse::helper {

std::uint64_t Random::next() {
    if (left_ == 0) {
        const auto status =
            BCryptGenRandom(nullptr, reinterpret_cast<PUCHAR>(numbers_.data()),
                            static_cast<ULONG>(sizeof numbers_), BCRYPT_USE_SYSTEM_PREFERRED_RNG);
        if (status < 0) {
            log_line("the system has no random numbers; ending");
            ExitProcess(helper_exit::kSystem);
        }
        left_ = numbers_.size();
    }
    return numbers_[--left_];
}

}  // namespace traypulse::helper
