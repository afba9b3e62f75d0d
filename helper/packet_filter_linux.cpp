#include <linux/filter.h>
#include <linux/icmp.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "helper/packet_filter.h"
#include "shared/system_error.h"

namespace traypulse::helper {
namespace {

// Classic BPF (socket(7), SO_ATTACH_FILTER). A load beyond the packet drops it, so no length is
// checked.
constexpr std::uint16_t kLoadByte = BPF_LD | BPF_B | BPF_ABS;
constexpr std::uint16_t kLoadByteX = BPF_LD | BPF_B | BPF_IND;
constexpr std::uint16_t kLoadHalf = BPF_LD | BPF_H | BPF_ABS;
constexpr std::uint16_t kLoadHalfX = BPF_LD | BPF_H | BPF_IND;
constexpr std::uint16_t kHeaderLengthToX = BPF_LDX | BPF_B | BPF_MSH;
constexpr std::uint16_t kEqual = BPF_JMP | BPF_JEQ | BPF_K;
constexpr std::uint16_t kAnd = BPF_ALU | BPF_AND | BPF_K;
constexpr std::uint16_t kShiftLeft = BPF_ALU | BPF_LSH | BPF_K;
constexpr std::uint16_t kAddX = BPF_ALU | BPF_ADD | BPF_X;
constexpr std::uint16_t kToX = BPF_MISC | BPF_TAX;
constexpr std::uint16_t kReturn = BPF_RET | BPF_K;
constexpr std::uint32_t kWhole = 0xffffffff;

template <std::size_t N>
bool attach(int fd, std::array<sock_filter, N> program) {
    const sock_fprog described{static_cast<unsigned short>(N), program.data()};
    return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &described, sizeof described) == 0;
}

// A raw IPv4 socket is given the packet from its IP header on.
bool attach_ipv4(int fd, std::uint32_t base, std::uint32_t mask) {
    return attach(fd, std::array<sock_filter, 18>{{
                          {kHeaderLengthToX, 0, 0, 0},
                          {kLoadByteX, 0, 0, 0},  // ICMP type
                          {kEqual, 10, 0, ICMP_ECHOREPLY},
                          {kEqual, 2, 0, ICMP_DEST_UNREACH},
                          {kEqual, 1, 0, ICMP_TIME_EXCEEDED},
                          {kEqual, 0, 11, ICMP_PARAMETERPROB},
                          {kLoadByteX, 0, 0, 8},  // version and header length of the quoted packet
                          {kAnd, 0, 0, 0x0f},
                          {kShiftLeft, 0, 0, 2},
                          {kAddX, 0, 0, 0},
                          {kToX, 0, 0, 0},
                          {kLoadHalfX, 0, 0, 12},  // 8 of the ICMP error, 4 to the identifier
                          {BPF_JMP | BPF_JA, 0, 0, 1},
                          {kLoadHalfX, 0, 0, 4},  // identifier of a reply
                          {kAnd, 0, 0, mask},
                          {kEqual, 0, 1, base},
                          {kReturn, 0, 0, kWhole},
                          {kReturn, 0, 0, 0},
                      }});
}

// A raw IPv6 socket is given the packet from its ICMPv6 header on.
bool attach_ipv6(int fd, std::uint32_t base, std::uint32_t mask) {
    return attach(fd, std::array<sock_filter, 14>{{
                          {kLoadByte, 0, 0, 0},  // ICMPv6 type
                          {kEqual, 7, 0, ICMP6_ECHO_REPLY},
                          {kLoadByte, 0, 0, 14},  // next header of the quoted packet
                          {kEqual, 3, 0, IPPROTO_ICMPV6},
                          {kEqual, 0, 8, IPPROTO_FRAGMENT},
                          {kLoadHalf, 0, 0, 60},  // 8 of the error, 40, 8 of the fragment header, 4
                          {BPF_JMP | BPF_JA, 0, 0, 3},
                          {kLoadHalf, 0, 0, 52},  // the same without a fragment header
                          {BPF_JMP | BPF_JA, 0, 0, 1},
                          {kLoadHalf, 0, 0, 4},  // identifier of a reply
                          {kAnd, 0, 0, mask},
                          {kEqual, 0, 1, base},
                          {kReturn, 0, 0, kWhole},
                          {kReturn, 0, 0, 0},
                      }});
}

Status pass_icmp_types(int fd) {
    icmp_filter types{};
    types.data = ~((1U << ICMP_ECHOREPLY) | (1U << ICMP_DEST_UNREACH) | (1U << ICMP_TIME_EXCEEDED) |
                   (1U << ICMP_PARAMETERPROB));
    if (setsockopt(fd, SOL_RAW, ICMP_FILTER, &types, sizeof types) == 0) return ok();
    return system_error("cannot filter ICMP types");
}

}  // namespace

Status filter_packets(int fd, Family family, std::uint16_t base, std::uint16_t count) {
    const std::uint32_t mask = 0xffffU & ~(count - 1U);
    const bool ipv4 = family == Family::ipv4;
    if (auto status = ipv4 ? pass_icmp_types(fd) : pass_icmpv6_types(fd); !status) return status;
    if (!(ipv4 ? attach_ipv4(fd, base, mask) : attach_ipv6(fd, base, mask)))
        return system_error("cannot attach the packet filter");
    const int one = 1;
    if (setsockopt(fd, SOL_SOCKET, SO_LOCK_FILTER, &one, sizeof one) != 0)
        return system_error("cannot lock the packet filter");
    return ok();
}

}  // namespace traypulse::helper
