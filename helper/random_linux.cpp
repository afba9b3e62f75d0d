#include <sys/random.h>
#include <unistd.h>

#include "helper/log.h"
#include "helper/random.h"
#include "shared/helper_exit.h"

namespace traypulse::helper {

std::uint64_t Random::next() {
    if (left_ == 0) {
        // Up to 256 bytes are never interrupted or cut short (getrandom(2)).
        constexpr std::size_t kAtOnce = 256;
        auto* at = reinterpret_cast<unsigned char*>(numbers_.data());
        for (std::size_t done = 0; done < sizeof numbers_; done += kAtOnce) {
            if (getrandom(at + done, kAtOnce, 0) == static_cast<ssize_t>(kAtOnce)) continue;
            log_line("the system has no random numbers; ending");
            _exit(helper_exit::kSystem);
        }
        left_ = numbers_.size();
    }
    return numbers_[--left_];
}

}  // namespace traypulse::helper
