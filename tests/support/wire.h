// What really leaves an interface: a packet socket on it (packet(7)). For system tests as root of
// their namespace.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "shared/types.h"

namespace traypulse::testing {

/// One packet that left, from its IP header on.
struct WirePacket {
    Nanoseconds at{};  ///< CLOCK_REALTIME, by the kernel
    std::vector<std::uint8_t> bytes;
};

/// Listens from its construction on. Throws where it may not.
class Wire {
 public:
    explicit Wire(const std::string& interface);
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    /// All that left since the last call.
    std::vector<WirePacket> sent();

 private:
    void drain();
    void read_on();

    int fd_;
    int stop_;
    std::mutex mutex_;
    std::vector<WirePacket> packets_;
    // Only real root may have a buffer for seconds of packets (socket(7), SO_RCVBUFFORCE).
    std::thread reader_;
};

/// No window holds more packets than a token bucket lets pass; `slack` for what the scheduler holds
/// back and then lets go at once.
[[nodiscard]] bool within_bucket(const std::vector<WirePacket>& packets, std::uint32_t rate,
                                 std::uint32_t burst, Nanoseconds slack);

/// 10.88.0.0/16 behind the loopback interface, we are 10.88.0.1 and nobody else is there.
void make_silent_network();

/// Writes packets with any source and content, for forgeries (ip(7), IP_HDRINCL).
class Forger {
 public:
    Forger();
    ~Forger();
    Forger(const Forger&) = delete;
    Forger& operator=(const Forger&) = delete;
    /// IPv4 packets, header included; delivered on this machine where that is their destination.
    void send(const std::vector<std::vector<std::uint8_t>>& packets);

 private:
    int fd_;
};

/// An IPv4 packet of protocol ICMP; addresses in host order. The checksum of `icmp` is set.
std::vector<std::uint8_t> ipv4_packet(std::uint32_t from, std::uint32_t to,
                                      std::vector<std::uint8_t> icmp);

}  // namespace traypulse::testing
