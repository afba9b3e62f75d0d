// sandbox_init(3), deprecated there as here
#pragma once
#include <cstdint>
#define SANDBOX_NAMED 0x0001
extern "C" {
extern const char kSBXProfileNoInternet[];
extern const char kSBXProfileNoNetwork[];
extern const char kSBXProfileNoWrite[];
extern const char kSBXProfilePureComputation[];
[[deprecated]] int sandbox_init(const char* profile, std::uint64_t flags, char** error);
[[deprecated]] void sandbox_free_error(char* error);
}
