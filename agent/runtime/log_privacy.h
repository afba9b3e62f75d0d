// Names and addresses are nobody else's.
#pragma once

#include <cstdio>

namespace traypulse {

/// Others may neither read the file nor inherit its descriptor.
void make_private(std::FILE* file);

}  // namespace traypulse
