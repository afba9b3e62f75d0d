// What a system call said, as an Error.
#pragma once

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "shared/result.h"

namespace traypulse {

/// "WHAT: REASON" with the reason that errno(3) holds now, so call it before anything else does.
/// Any thread (strerror(3) of glibc keeps its unknown numbers' text per thread).
inline Error system_error(const std::string& what, ErrorCode code = ErrorCode::io,
                          std::string remedy = {}) {
    return {code, what + ": " + std::strerror(errno), std::move(remedy)};
}

}  // namespace traypulse
