// setsockopt(2), "SO_NOSIGPIPE". The number is our own.
#pragma once
#include_next <sys/socket.h>
#define SO_NOSIGPIPE 0x1022
