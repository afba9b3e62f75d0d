// Windows has it with its sockets.
#pragma once

#include <sys/socket.h>
