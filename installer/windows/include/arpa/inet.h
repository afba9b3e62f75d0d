// Windows has it in its sockets: for sources that say <arpa/inet.h>.
#pragma once

#include <sys/socket.h>
