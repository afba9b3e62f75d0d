// ip(4): IP_STRIPHDR, IP_DONTFRAG (macOS 11). ip6(4): the options of RFC 3542 are there for who
// asks for them by __APPLE_USE_RFC_3542. The numbers are our own.
#pragma once
#include_next <netinet/in.h>
#define IP_STRIPHDR 0x1023
#define IP_DONTFRAG 0x1028
#ifndef __APPLE_USE_RFC_3542
#undef IPV6_DONTFRAG
#undef IPV6_HOPLIMIT
#undef IPV6_RECVHOPLIMIT
#endif
