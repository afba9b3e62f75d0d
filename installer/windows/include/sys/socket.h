// Windows has the sockets of 4.3BSD under another name: for sources that say <sys/socket.h>.
#pragma once

#include <winsock2.h>

#include <ws2tcpip.h>
