// launch_activate_socket(3)
#pragma once
#include <cstddef>
extern "C" {
/// 0 or an error number; the array is the caller's to free(3).
int launch_activate_socket(const char* name, int** fds, std::size_t* count);
}
