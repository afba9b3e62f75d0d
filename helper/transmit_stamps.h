// Which request a kernel's transmit stamp belongs to. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "helper/probe_table.h"

namespace traypulse::helper {

/// A transmit stamp as the error queue gives it (SOF_TIMESTAMPING_OPT_ID): the kernel numbers the
/// packets of a socket from 0.
struct KernelStamp {
    std::uint32_t number = 0;
    Nanoseconds at{};  ///< CLOCK_REALTIME
};

/// A better send time for a request.
struct Restamp {
    SlotKey key = 0;
    Nanoseconds
        was{};  ///< what it was told at first; another request has the slot where it differs
    Nanoseconds at{};
};

/// Counts along with the kernel. A send that fails may or may not have taken a number, by version
/// and reason; so after one the numbers are learnt anew from the next packets that all have their
/// stamp. A wrong match would need a stamp from before its packet was sent. One thread, one socket.
class TransmitStamps {
 public:
    /// A packet left. `call`: when the system call began; `real`: our own idea of when it left.
    void sent(SlotKey key, Nanoseconds real, Nanoseconds call);
    /// A packet did not leave.
    void failed();
    /// All stamps that were in the error queue after the last sends, in order. Appends to `found`.
    void matched(std::span<const KernelStamp> stamps, std::vector<Restamp>& found);
    /// Packets left whose stamp may still come.
    [[nodiscard]] bool awaited() const { return awaited_ > 0; }

    /// A stamp is worth waiting for so many packets: it comes within the send where nothing is
    /// queued below us.
    static constexpr std::uint32_t kRemembered = 1024;

 private:
    struct Packet {
        SlotKey key = 0;
        Nanoseconds real{};
        Nanoseconds call{};
        std::uint32_t number = 0;
        bool waiting = false;
    };
    void learn(std::span<const KernelStamp> stamps, std::vector<Restamp>& found);
    void remember(Packet packet);
    void forget_all();

    std::array<Packet, kRemembered> packets_{};
    std::vector<Packet> trial_;  // sent while the number was not known
    std::uint32_t next_ = 0;  // number of the next packet; while unknown, the least that it can be
    std::uint32_t awaited_ = 0;
    bool known_ = false;
    bool failed_since_ = false;  // since the last packet of trial_
};

}  // namespace traypulse::helper
