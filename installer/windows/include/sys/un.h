// Windows 10 has Unix-domain sockets: for sources that say <sys/un.h>.
#pragma once

#include <sys/socket.h>

#include <afunix.h>
