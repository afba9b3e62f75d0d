// What MinGW's own has, and the number of a user: here it numbers security identifiers.
#pragma once

#include_next <sys/types.h>

using uid_t = unsigned int;
