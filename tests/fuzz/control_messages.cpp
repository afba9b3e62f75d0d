// What recvmsg(2) says along with a packet, and what the error queue holds.
#include <algorithm>
#include <array>
#include <cstring>

#include "helper/received.h"
#include "helper/transmit_stamps.h"
#include "shared/icmp/packet.h"
#include "tests/fuzz/fuzz.h"

using namespace traypulse;
using namespace traypulse::helper;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input({data, size});
    sockaddr_storage address{};
    const auto name = input.take(input.byte() % (sizeof address + 1));
    std::memcpy(&address, name.data(), name.size());
    alignas(cmsghdr) std::array<char, 256> control{};
    const auto said = input.take(std::min<std::size_t>(input.byte(), control.size()));
    std::memcpy(control.data(), said.data(), said.size());
    const auto packet = input.take(1500);
    msghdr message{};
    message.msg_name = &address;
    message.msg_namelen = static_cast<socklen_t>(name.size());
    message.msg_control = control.data();
    message.msg_controllen = said.size();
    std::uint32_t drops = 0;
    const auto received = read_message(message, packet, drops);
    fuzz::require(received.at >= Nanoseconds::zero() && received.sent_at >= Nanoseconds::zero());
    fuzz::require(!received.offender || received.error);
    if (received.error) {
        const auto& e = *received.error;
        for (const auto family : {Family::ipv4, Family::ipv6})
            (void)icmp::parse_error(family, e.type, e.code, e.info, received.packet);
        TransmitStamps stamps;
        stamps.sent(1, Nanoseconds{5}, Nanoseconds{4});
        std::vector<Restamp> found;
        const KernelStamp stamp{e.data, received.sent_at};
        stamps.matched({&stamp, 1}, found);
        fuzz::require(found.empty() || received.sent_at >= Nanoseconds{4});
    }
    return 0;
}
