// Of files only: sockets and pipes are handles there.
#include <io.h>

#include "shared/descriptor.h"

namespace traypulse {

void UniqueFd::reset() {
    if (fd_ >= 0) ::_close(release());
}

}  // namespace traypulse
