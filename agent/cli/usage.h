// Wrong usage, as the command line tells it.
#pragma once

#include <string>
#include <utility>

#include "shared/result.h"

namespace traypulse::cli {

/// Ends the program with status 2.
inline Error usage(std::string what, std::string remedy) {
    return {ErrorCode::invalid_argument, std::move(what), std::move(remedy)};
}

}  // namespace traypulse::cli
