#include "tests/support/wire.h"

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <stdexcept>
#include <utility>

#include "shared/bytes.h"
#include "shared/icmp/checksum.h"
#include "tests/support/helper_process.h"
#include "tests/support/system_failure.h"

namespace traypulse::testing {
namespace {
constexpr int kBuffer = 64 * 1024 * 1024;
}  // namespace

Wire::Wire(const std::string& interface)
    : fd_(socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(ETH_P_ALL))),
      stop_(eventfd(0, EFD_CLOEXEC)) {
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ETH_P_ALL);
    address.sll_ifindex = static_cast<int>(if_nametoindex(interface.c_str()));
    const int one = 1;
    if (setsockopt(fd_, SOL_SOCKET, SO_RCVBUFFORCE, &kBuffer, sizeof kBuffer) != 0)
        setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &kBuffer, sizeof kBuffer);
    if (fd_ < 0 || stop_ < 0 ||
        setsockopt(fd_, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one) != 0 ||
        bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        system_failure("cannot listen on " + interface);
    reader_ = std::thread([this] { read_on(); });
}

Wire::~Wire() {
    eventfd_write(stop_, 1);
    reader_.join();
    close(fd_);
    close(stop_);
}

void Wire::read_on() {
    std::array<pollfd, 2> watched{pollfd{fd_, POLLIN, 0}, pollfd{stop_, POLLIN, 0}};
    while (poll(watched.data(), watched.size(), -1) < 0 || watched[1].revents == 0) {
        const std::lock_guard lock(mutex_);
        drain();
    }
}

std::vector<WirePacket> Wire::sent() {
    const std::lock_guard lock(mutex_);
    drain();
    return std::exchange(packets_, {});
}

void Wire::drain() {
    std::array<std::uint8_t, 2048> buffer{};
    while (true) {
        sockaddr_ll address{};
        alignas(cmsghdr) std::array<char, 128> control{};
        iovec data{buffer.data(), buffer.size()};
        msghdr message{};
        message.msg_name = &address;
        message.msg_namelen = sizeof address;
        message.msg_iov = &data;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        const auto got = recvmsg(fd_, &message, 0);
        if (got < 0) return;
        if (address.sll_pkttype != PACKET_OUTGOING) continue;
        auto& packet = packets_.emplace_back();
        packet.bytes.assign(buffer.begin(), buffer.begin() + got);
        for (auto* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
            if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
            timespec t{};
            std::memcpy(&t, CMSG_DATA(c), sizeof t);
            packet.at = std::chrono::seconds{t.tv_sec} + Nanoseconds{t.tv_nsec};
        }
    }
}

bool within_bucket(const std::vector<WirePacket>& packets, std::uint32_t rate, std::uint32_t burst,
                   Nanoseconds slack) {
    std::vector<Nanoseconds> at;
    at.reserve(packets.size());
    for (const auto& p : packets) at.push_back(p.at);
    std::sort(at.begin(), at.end());
    // The generic cell rate algorithm: how far each packet is ahead of its time.
    const Nanoseconds spacing{1'000'000'000 / rate};
    Nanoseconds full_at{};
    for (const auto t : at) {
        full_at = std::max(full_at, t) + spacing;
        if (full_at - t > spacing * burst + slack) return false;
    }
    return true;
}

void make_silent_network() {
    // What loops back for an address that is not ours is dropped: nobody lives there, and nobody
    // says so.
    run("sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.lo.rp_filter=0 && "
        "ip addr replace 10.88.0.1/32 dev lo && ip route replace 10.88.0.0/16 dev lo src "
        "10.88.0.1");
}

Forger::Forger() : fd_(socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW)) {
    if (fd_ < 0) system_failure("no raw socket for forgeries");
}

Forger::~Forger() { close(fd_); }

void Forger::send(const std::vector<std::vector<std::uint8_t>>& packets) {
    std::vector<mmsghdr> headers(packets.size());
    std::vector<iovec> data(packets.size());
    std::vector<sockaddr_in> to(packets.size());
    for (std::size_t i = 0; i < packets.size(); ++i) {
        data[i] = {const_cast<std::uint8_t*>(packets[i].data()), packets[i].size()};
        to[i].sin_family = AF_INET;
        std::memcpy(&to[i].sin_addr, packets[i].data() + 16, 4);
        headers[i].msg_hdr.msg_iov = &data[i];
        headers[i].msg_hdr.msg_iovlen = 1;
        headers[i].msg_hdr.msg_name = &to[i];
        headers[i].msg_hdr.msg_namelen = sizeof to[i];
    }
    for (std::size_t done = 0; done < headers.size();) {
        const int sent =
            sendmmsg(fd_, &headers[done], static_cast<unsigned>(headers.size() - done), 0);
        if (sent <= 0) system_failure("cannot send a forgery");
        done += static_cast<std::size_t>(sent);
    }
}

std::vector<std::uint8_t> ipv4_packet(std::uint32_t from, std::uint32_t to,
                                      std::vector<std::uint8_t> icmp) {
    bytes::write_be<std::uint16_t>(icmp, 2, 0);
    bytes::write_be(std::span<std::uint8_t>(icmp), 2, icmp::checksum(icmp));
    std::vector<std::uint8_t> out(20 + icmp.size());
    out[0] = 0x45;
    bytes::write_be(std::span<std::uint8_t>(out), 2, static_cast<std::uint16_t>(out.size()));
    out[8] = 64;
    out[9] = 1;
    bytes::write_be(std::span<std::uint8_t>(out), 12, from);
    bytes::write_be(std::span<std::uint8_t>(out), 16, to);
    bytes::write_be(std::span<std::uint8_t>(out), 10, icmp::checksum(std::span(out).first(20)));
    std::copy(icmp.begin(), icmp.end(), out.begin() + 20);
    return out;
}

}  // namespace traypulse::testing
