// clock_gettime(3). The number is our own.
#pragma once
#include_next <time.h>
#define CLOCK_UPTIME_RAW 8
