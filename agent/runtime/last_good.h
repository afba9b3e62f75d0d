// A copy of the configuration as it was when it last had no error: what a start falls back on.
#pragma once

#include <string>

#include "shared/result.h"

namespace traypulse::runtime {

std::string last_good_file(const std::string& state_dir);
/// Call when `config_file` was just read without a problem. Writes only what has changed.
Status keep_last_good(const std::string& config_file, const std::string& state_dir);

}  // namespace traypulse::runtime
