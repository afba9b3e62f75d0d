// Names and numbers of interfaces are in the IP helper's library: for sources that say <net/if.h>.
#pragma once

#include <sys/socket.h>

#include <iphlpapi.h>

#include <netioapi.h>
// A word of C++ to everybody but objbase.h.
#undef interface
