// Of files and the standard streams only: sockets and pipes are handles there.
#include <io.h>

#include <algorithm>

#include "shared/descriptor.h"

namespace traypulse {
namespace {

constexpr unsigned kMostAtOnce = 1U << 30U;

}  // namespace

void UniqueFd::reset() {
    if (fd_ >= 0) ::_close(release());
}

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const auto most = static_cast<unsigned>(std::min<std::size_t>(text.size(), kMostAtOnce));
        const int written = ::_write(fd, text.data(), most);
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace traypulse
