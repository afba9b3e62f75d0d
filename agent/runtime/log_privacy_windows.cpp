#include <windows.h>

#include <io.h>

#include "agent/runtime/log_privacy.h"

namespace traypulse {

// It lies in the person's own profile, which Windows keeps from others.
void make_private(std::FILE* file) {
    const auto handle = reinterpret_cast<HANDLE>(::_get_osfhandle(::_fileno(file)));
    ::SetHandleInformation(handle, HANDLE_FLAG_INHERIT, 0);
}

}  // namespace traypulse
