// What Linux has and macOS has not: a source that names it must not compile. All headers of Linux
// are read before, so that they may name it; that a source for macOS includes what it uses is seen
// of the headers beside this one only.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <thread>
#include <unordered_map>
#include <variant>
#include <vector>

#undef CLOCK_BOOTTIME
#undef IPV6_MTU_DISCOVER
#undef IPV6_RECVERR
#undef IP_MTU_DISCOVER
#undef IP_RECVERR
#undef MSG_ERRQUEUE
#undef MSG_NOSIGNAL
#undef SCM_TIMESTAMPNS
#undef SOCK_CLOEXEC
#undef SOCK_NONBLOCK
#undef SO_ATTACH_FILTER
#undef SO_DOMAIN
#undef SO_LOCK_FILTER
#undef SO_PEERCRED
#undef SO_RCVBUFFORCE
#undef SO_RXQ_OVFL
#undef SO_SELECT_ERR_QUEUE
#undef SO_TIMESTAMPING
#undef SO_TIMESTAMPNS
#pragma GCC poison CLOCK_BOOTTIME IPV6_MTU_DISCOVER IPV6_RECVERR IP_MTU_DISCOVER IP_RECVERR \
    MSG_ERRQUEUE MSG_NOSIGNAL
#pragma GCC poison SCM_TIMESTAMPNS SOCK_CLOEXEC SOCK_NONBLOCK SO_ATTACH_FILTER SO_DOMAIN \
    SO_LOCK_FILTER SO_PEERCRED
#pragma GCC poison SO_RCVBUFFORCE SO_RXQ_OVFL SO_SELECT_ERR_QUEUE SO_TIMESTAMPING SO_TIMESTAMPNS
#pragma GCC poison accept4 clearenv close_range dup3 epoll_create1 eventfd getauxval getresgid \
    getresuid mmsghdr pipe2 ppoll
#pragma GCC poison prctl recvmmsg sendmmsg setresgid setresuid signalfd timerfd_create ucred
