// Calls that this build needs beyond those of the product: a source file chosen by CMake says
// which.
#pragma once

#include <span>

namespace traypulse::helper {

/// sandbox_product_linux.cpp: none. sandbox_sanitized_linux.cpp: those of the sanitizers' runtime.
[[nodiscard]] std::span<const int> extra_calls();

}  // namespace traypulse::helper
