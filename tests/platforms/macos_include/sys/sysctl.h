// sysctlbyname(3)
#pragma once
#include <cstddef>
extern "C" {
int sysctlbyname(const char* name, void* old, std::size_t* old_size, void* fresh,
                 std::size_t fresh_size);
}
