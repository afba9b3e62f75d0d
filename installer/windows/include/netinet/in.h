// Windows has it in its sockets: for sources that say <netinet/in.h>.
#pragma once

#include <sys/socket.h>
